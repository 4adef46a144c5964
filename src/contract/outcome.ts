/** On what an outcome rests. */
export interface Evidence {
  readonly evidence: 'event' | 'response' | 'participantList' | 'callState' | 'assumed';
}

/** What the provider said, where it said something. */
export interface ProviderWords {
  readonly code?: string;
  readonly subCode?: string;
  readonly message?: string;
}

import type { ProviderWords } from '../contract/outcome.ts';

/** What an event or a response says, as outcomes tell it. */
export function wordsOf({
  code,
  subCode,
  message,
}: {
  readonly code?: number;
  readonly subCode?: number;
  readonly message?: string;
}): ProviderWords {
  return {
    ...(code !== undefined && { code: String(code) }),
    ...(subCode !== undefined && { subCode: String(subCode) }),
    ...(message !== undefined && { message }),
  };
}

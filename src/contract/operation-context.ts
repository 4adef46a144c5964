/** What the provider echoes in its events: which operation, which request of it, and which send of that request. */
export interface OperationContext {
  readonly operationId: string;
  readonly verb: ContextVerb;
  /** Changes only with a new Repeatability pair, so that a ghost of an earlier send is told apart. */
  readonly send: number;
}

export type ContextVerb = 'add' | 'cancel' | 'remove';

const SHAPE = /^([A-Za-z0-9_-]{1,100}):(add|cancel|remove):([1-9][0-9]{0,5})$/;

/** One prefix per lifecycle: an operation's id tells which workflow carries it out. */
export const ADD_PARTICIPANT_PREFIX = 'acs-add-';
const OPERATION_ID = new RegExp(`^${ADD_PARTICIPANT_PREFIX}[0-9a-f]{32}$`);

/** Whether it is an id of an operation of ours, in the form that we give it. */
export function isOperationId(text: string): boolean {
  return OPERATION_ID.test(text);
}

/** `acs-…:add:1`. The operation id comes first: it is the id of the workflow that an event belongs to. */
export function formatOperationContext({ operationId, verb, send }: OperationContext): string {
  return `${operationId}:${verb}:${send}`;
}

/** Reads a context of ours; `undefined` for any other text. */
export function parseOperationContext(text: string | undefined): OperationContext | undefined {
  const [, operationId, verb, send] = SHAPE.exec(text ?? '') ?? [];
  if (operationId === undefined || send === undefined) return undefined;
  return { operationId, verb: verb as ContextVerb, send: Number(send) };
}

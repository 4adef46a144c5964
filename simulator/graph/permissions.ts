import { Refusal } from '../answers.ts';
import type { RefusalCode } from '../switch-readers.ts';
import type { OperationName } from './names.ts';

/** Microsoft docs, Graph permissions reference: application permissions; none of these exists for a signed-in user. */
export const permissions = [
  'Calls.Initiate.All',
  'Calls.InitiateGroupCall.All',
  'Calls.JoinGroupCall.All',
  'Calls.JoinGroupCallAsGuest.All',
  'Calls.AccessMedia.All',
] as const;

export type Permission = (typeof permissions)[number];

/** Any one of them is enough (Microsoft docs, the page of each operation). */
const anyOf: Partial<Record<OperationName, readonly Permission[]>> = {
  createCall: ['Calls.Initiate.All', 'Calls.InitiateGroupCall.All'],
  playPrompt: ['Calls.Initiate.All', 'Calls.AccessMedia.All'],
  cancelMediaProcessing: ['Calls.Initiate.All', 'Calls.AccessMedia.All'],
  recordResponse: ['Calls.AccessMedia.All'],
  subscribeToTone: ['Calls.AccessMedia.All'],
};

/** Throws a Refusal. */
export function checkPermission(operation: OperationName, granted: readonly Permission[], refusal: RefusalCode): void {
  const needed = anyOf[operation];
  if (!needed || needed.some((permission) => granted.includes(permission))) return;
  const sentence = `The application needs ${needed.join(' or ')}.`;
  throw new Refusal(refusal.status, refusal.code, sentence);
}

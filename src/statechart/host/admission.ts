import type { AnyMachineSnapshot } from 'xstate';
import type { MachineEvent } from '../messages.ts';

/** Lifecycle events of XState: who could send them could forge an actor's result. */
const RESERVED_PREFIX = 'xstate.';

/** Why an event is not taken, in the words of `FAILURE_TYPES`. */
export type Refusal =
  | { readonly kind: 'invalidEvent'; readonly message: string }
  | { readonly kind: 'reservedEvent'; readonly message: string }
  | { readonly kind: 'alreadySettled'; readonly message: string }
  | { readonly kind: 'eventRefused'; readonly message: string }
  | { readonly kind: 'guardFailed'; readonly message: string }
  | { readonly kind: 'tooManyWaits'; readonly message: string }
  | { readonly kind: 'statechartFailed'; readonly message: string };

/** The first two checks of S6, which need no machine: shape, then reserved types. */
export function refuseShape(delivery: unknown): Refusal | undefined {
  const { event, id } = isObject(delivery) ? delivery : {};
  if (!isMachineEvent(event)) {
    return { kind: 'invalidEvent', message: 'An event is an object with a string "type".' };
  }
  if (id !== undefined && (typeof id !== 'string' || id === '')) {
    return { kind: 'invalidEvent', message: `The id of the event "${event.type}" is not a text.` };
  }
  if (event.type.startsWith(RESERVED_PREFIX)) {
    return {
      kind: 'reservedEvent',
      message: `Event types that begin with "${RESERVED_PREFIX}" belong to the statechart itself: "${event.type}" is refused.`,
    };
  }
  return undefined;
}

/** Event descriptors with a transition in an active state; guards are not evaluated. */
export function acceptedDescriptors(snapshot: AnyMachineSnapshot): string[] {
  if (snapshot.status !== 'active') return [];
  const descriptors = snapshot._nodes.flatMap((node) => [...node.transitions.keys()]);
  return [...new Set(descriptors)].filter((descriptor) => !descriptor.startsWith(RESERVED_PREFIX)).sort();
}

function isMachineEvent(value: unknown): value is MachineEvent {
  return isObject(value) && typeof value['type'] === 'string' && value['type'] !== '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

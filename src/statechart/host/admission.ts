import type { AnyMachineSnapshot } from 'xstate';
import { RESERVED_PREFIX, type ShapeRefusal } from '../event-shape.ts';

/** Why an event is not taken, in the words of `FAILURE_TYPES`. */
export type Refusal =
  | ShapeRefusal
  | { readonly kind: 'alreadySettled'; readonly message: string }
  | { readonly kind: 'eventRefused'; readonly message: string }
  | { readonly kind: 'guardFailed'; readonly message: string }
  | { readonly kind: 'tooManyWaits'; readonly message: string }
  | { readonly kind: 'statechartFailed'; readonly message: string };

/** Event descriptors with a transition in an active state; guards are not evaluated. */
export function acceptedDescriptors(snapshot: AnyMachineSnapshot): string[] {
  if (snapshot.status !== 'active') return [];
  const descriptors = snapshot._nodes.flatMap((node) => [...node.transitions.keys()]);
  return [...new Set(descriptors)].filter((descriptor) => !descriptor.startsWith(RESERVED_PREFIX)).sort();
}

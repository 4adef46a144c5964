import type { MachineEvent } from './messages.ts';

/** Lifecycle events of XState: who could send them could forge an actor's result. */
export const RESERVED_PREFIX = 'xstate.';

export interface ShapeRefusal {
  readonly kind: 'invalidEvent' | 'reservedEvent';
  readonly message: string;
}

/** The first two checks of S6, which need no machine: shape, then reserved types. */
export function refuseShape(delivery: unknown): ShapeRefusal | undefined {
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

function isMachineEvent(value: unknown): value is MachineEvent {
  return isObject(value) && typeof value['type'] === 'string' && value['type'] !== '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

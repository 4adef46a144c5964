import { actorPath } from '../host/actor-tree.ts';
import { encode } from '../host/codec.ts';
import type { MachineRun } from './machine-run.ts';

/** All that can be told of a run, as JSON: two runs that were given the same inputs have the same. */
export function conditionOfRun({ host, activities }: MachineRun): string {
  const { context, transitions, ...answer } = host.view();
  const told = {
    ...written('answer', answer),
    ...written('context', context),
    ...(!host.hasEnded && carried(host)),
    transitions: transitions.at(-1),
    activities: activities.list(),
  };
  return JSON.stringify(told, withoutStacks);
}

/** Children, histories and delayed events with what they carry. What cannot be carried is left out. */
function carried(host: MachineRun['host']): object {
  try {
    const { snapshot, timers } = host.carry();
    return { snapshot, delayed: timers };
  } catch {
    return {};
  }
}

function written(place: string, value: unknown): Record<string, unknown> {
  try {
    return { [place]: encode(value, place, actorPath) };
  } catch (error) {
    return { [place]: String(error) };
  }
}

/** Where an error was made depends on who called, and is no part of a machine's condition. */
function withoutStacks(this: unknown, key: string, value: unknown): unknown {
  const isOfWrittenError = key === 'stack' && typeof this === 'object' && this !== null && 'own' in this;
  return isOfWrittenError ? undefined : value;
}

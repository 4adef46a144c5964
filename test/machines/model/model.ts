import { jest } from '@jest/globals';
import {
  createActor,
  fromCallback,
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
  type EventObject,
  type InputFrom,
  type InspectionEvent,
  type SnapshotFrom,
} from 'xstate';

export interface Timer {
  readonly id: string;
  readonly event: EventObject;
  readonly dueAt: number;
}

/** What a step did beyond the machine. */
export interface Action {
  readonly type: string;
  readonly params?: unknown;
}

/** The machine at one time, with what it waits for. */
export interface Situation<TMachine extends AnyStateMachine> {
  readonly status: AnyMachineSnapshot['status'];
  readonly snapshot: SnapshotFrom<TMachine>;
  readonly now: number;
  /** The earliest first. */
  readonly timers: readonly Timer[];
}

export interface ModelState<TMachine extends AnyStateMachine> extends Situation<TMachine> {
  /** What the step that led here did. */
  readonly did: readonly Action[];
  /** Those that led here, and the states on the way. */
  readonly taken: readonly AnyTransitionDefinition[];
  readonly visited: readonly AnyStateNode[];
  /** The same for all states that no guard tells apart. */
  readonly key: string;
}

/** Something that happens at a time. */
export interface ModelEvent {
  /** Names it in a path. */
  readonly type: string;
  readonly event: EventObject;
  readonly at: number;
  /** Told by nobody outside: it comes also where every notification is lost and nobody asks for anything. */
  readonly isInner: boolean;
}

/** A machine, and what of the world around it the model knows. */
export interface Modelled<TMachine extends AnyStateMachine> {
  readonly machine: TMachine;
  readonly input: InputFrom<TMachine>;
  /** Everything that can happen next. */
  happenings(state: Situation<TMachine>): ModelEvent[];
  /** Whatever a guard can ask, as long as it can: of times only which limits have passed, of failures only the class. */
  keyOf(state: Situation<TMachine>): unknown;
}

export const STARTED_AT = Date.parse('2026-01-01T00:00:00.000Z');

/** The machine's own steps, with its delays and its clock made explicit. Nothing is executed. */
export class Model<TMachine extends AnyStateMachine> {
  readonly #scope: AnyActorScope;
  readonly #modelled: Modelled<TMachine>;
  readonly #executed: Action[] = [];
  readonly #taken: AnyTransitionDefinition[] = [];
  readonly #visited: AnyStateNode[] = [];

  constructor(modelled: Modelled<TMachine>) {
    this.#modelled = modelled;
    jest.setSystemTime(STARTED_AT);
    const { machine, input } = modelled;
    const parent = createActor(
      fromCallback(() => undefined),
      { inspect: (event) => this.#see(event) },
    );
    const self = createActor(machine as AnyStateMachine, { input, parent });
    this.#scope = {
      self,
      system: self.system,
      id: self.id,
      sessionId: self.sessionId,
      logger: () => undefined,
      defer: () => undefined,
      emit: () => undefined,
      stopChild: () => undefined,
      actionExecutor: (action) => void this.#executed.push(action),
    };
  }

  getInitialSnapshot(): ModelState<TMachine> {
    jest.setSystemTime(STARTED_AT);
    const { machine, input } = this.#modelled;
    return this.#step(STARTED_AT, [], () => machine.getInitialSnapshot(this.#scope, input));
  }

  transition({ snapshot, timers }: Situation<TMachine>, { event, at }: ModelEvent): ModelState<TMachine> {
    jest.setSystemTime(at);
    const left = timers.filter((timer) => timer.event !== event);
    return this.#step(at, left, () => this.#modelled.machine.transition(snapshot, event, this.#scope));
  }

  #step(now: number, before: readonly Timer[], step: () => AnyMachineSnapshot): ModelState<TMachine> {
    this.#executed.length = 0;
    this.#taken.length = 0;
    this.#visited.length = 0;
    const snapshot = step();
    const did = [...this.#executed];
    const situation: Situation<TMachine> = {
      status: snapshot.status,
      snapshot: snapshot as SnapshotFrom<TMachine>,
      now,
      timers: did.reduce((left, action) => timersAfter(left, action, now), before),
    };
    return {
      ...situation,
      did,
      taken: [...this.#taken],
      visited: [...this.#visited, ...snapshot._nodes],
      key: JSON.stringify(this.#modelled.keyOf(situation)),
    };
  }

  #see(event: InspectionEvent): void {
    if (event.type !== '@xstate.microstep') return;
    this.#taken.push(...event._transitions);
    this.#visited.push(...(event.snapshot as AnyMachineSnapshot)._nodes);
  }
}

function timersAfter(timers: readonly Timer[], { type, params }: Action, now: number): readonly Timer[] {
  const { id, delay, event, sendId } = (params ?? {}) as {
    id?: string;
    delay?: number;
    event?: EventObject;
    sendId?: string;
  };
  if (type === 'xstate.cancel') return timers.filter((timer) => timer.id !== (sendId ?? params));
  if (type !== 'xstate.raise' || delay === undefined || id === undefined || event === undefined) return timers;
  return [...timers, { id, event, dueAt: now + delay }].sort((a, b) => a.dueAt - b.dueAt);
}

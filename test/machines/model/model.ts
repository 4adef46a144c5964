import { jest } from '@jest/globals';
import {
  createActor,
  type AnyActorScope,
  type AnyStateNode,
  type AnyTransitionDefinition,
  type EventObject,
  type InspectionEvent,
  type SnapshotFrom,
} from 'xstate';
import type { AddParticipantInput } from '../../../src/contract/add-participant.ts';
import { addParticipantMachine } from '../../../src/machines/add-participant.ts';

type MachineSnapshot = SnapshotFrom<typeof addParticipantMachine>;

export interface Timer {
  readonly id: string;
  readonly event: EventObject;
  readonly dueAt: number;
}

/** The machine at one time, with what it waits for. */
export interface ModelState {
  readonly status: MachineSnapshot['status'];
  readonly snapshot: MachineSnapshot;
  readonly now: number;
  /** The earliest first. */
  readonly timers: readonly Timer[];
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
  /** Told by nobody outside: it comes also where every webhook is lost and nobody cancels. */
  readonly isInner: boolean;
}

export const STARTED_AT = Date.parse('2026-01-01T00:00:00.000Z');

export function modelInput(lateJoin: AddParticipantInput['lateJoin'], notAfterMs = 60_000): AddParticipantInput {
  return {
    operationId: 'acs-add-0',
    callConnectionId: 'call-1',
    participant: { kind: 'communicationUser', id: '8:acs:resource_bob' },
    invitationTimeoutSeconds: 60,
    lateJoin,
    personHash: '0a1b2',
    operationCallbackUri: 'https://calls.example.com/webhooks/acs',
    notAfter: new Date(STARTED_AT + notAfterMs).toISOString(),
    requestedAt: new Date(STARTED_AT).toISOString(),
    waits: {
      httpTimeoutMs: 10_000,
      startToCloseMs: 25_000,
      heartbeatMs: 5_000,
      pairWindowMs: 270_000,
      graceMs: 5_000,
      backOffMs: 500,
      lastDeadlineMs: 900_000,
    },
    cancelledCodes: [{ code: 487, subCode: 0 }],
  };
}

/** The machine's own steps, with its delays and its clock made explicit. Nothing is executed. */
export class Model {
  readonly #scope: AnyActorScope;
  readonly #executed: { type: string; params?: unknown }[] = [];
  readonly #taken: AnyTransitionDefinition[] = [];
  readonly #visited: AnyStateNode[] = [];
  readonly #input: AddParticipantInput;

  constructor(input: AddParticipantInput) {
    this.#input = input;
    jest.setSystemTime(STARTED_AT);
    const self = createActor(addParticipantMachine, { input, inspect: (event) => this.#see(event) });
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

  getInitialSnapshot(): ModelState {
    jest.setSystemTime(STARTED_AT);
    return this.#step(STARTED_AT, [], () => addParticipantMachine.getInitialSnapshot(this.#scope, this.#input));
  }

  transition({ snapshot, timers }: ModelState, { event, at }: ModelEvent): ModelState {
    jest.setSystemTime(at);
    const left = timers.filter((timer) => timer.event !== event);
    return this.#step(at, left, () => addParticipantMachine.transition(snapshot, event as never, this.#scope));
  }

  #step(now: number, before: readonly Timer[], step: () => MachineSnapshot): ModelState {
    this.#executed.length = 0;
    this.#taken.length = 0;
    this.#visited.length = 0;
    const snapshot = step();
    const timers = this.#executed.reduce((left, action) => timersAfter(left, action, now), before);
    const state = {
      status: snapshot.status,
      snapshot,
      now,
      timers,
      taken: [...this.#taken],
      visited: [...this.#visited, ...snapshot._nodes],
    };
    return { ...state, key: keyOf(state) };
  }

  #see(event: InspectionEvent): void {
    if (event.type !== '@xstate.microstep') return;
    this.#taken.push(...event._transitions);
    this.#visited.push(...(event.snapshot as MachineSnapshot)._nodes);
  }
}

function timersAfter(
  timers: readonly Timer[],
  { type, params }: { readonly type: string; readonly params?: unknown },
  now: number,
): readonly Timer[] {
  const { id, delay, event, sendId } = params as { id?: string; delay?: number; event?: EventObject; sendId?: string };
  if (type === 'xstate.cancel') return timers.filter((timer) => timer.id !== (sendId ?? params));
  if (type !== 'xstate.raise' || delay === undefined || id === undefined || event === undefined) return timers;
  return [...timers, { id, event, dueAt: now + delay }].sort((a, b) => a.dueAt - b.dueAt);
}

/** Whatever a guard can ask, as long as it can: of times only which limits have passed, of failures only the class. */
function keyOf({ snapshot, now, timers }: Pick<ModelState, 'snapshot' | 'now' | 'timers'>): string {
  const { request, add, cancel, removal, refusal, outcome, invitationEndsAt: endsAt, ...context } = snapshot.context;
  const where = JSON.stringify(snapshot.value);
  if (outcome !== undefined) return JSON.stringify([where, outcome.type, outcome, cancel?.state]);
  if (removal !== undefined) {
    return JSON.stringify([where, removal.toldByEvent, removal.mayBeOut, removal.endsAt <= now]);
  }
  const deciding = /sending|callGoesOn|askingWhetherCallEnded/.test(where);
  const mayRingAgain = context.answered !== true && cancel === undefined;
  return JSON.stringify([
    where,
    timers.map(({ id }) => id),
    endsAt === undefined ? 'unknown' : endsAt > now ? 'before' : endsAt + request.waits.lastDeadlineMs > now,
    add.mayBeOut,
    deciding && [add.no?.class, add.stalePairs],
    mayRingAgain && now > Date.parse(request.notAfter),
    context.answered === true,
    context.invitationId,
    context.presentBefore,
    context.waitedForAddEvent,
    cancel && [cancel.state, cancel.state === 'accepted' && (cancel.acceptedAt ?? 0) < (endsAt ?? 0)],
    refusal?.code,
  ]);
}

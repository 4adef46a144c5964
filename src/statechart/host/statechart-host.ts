import {
  createActor,
  type Actor,
  type AnyActorRef,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type InputFrom,
  type InspectionEvent,
  type SnapshotFrom,
} from 'xstate';
import type { Answer, Delivery, FailureRecord, MachineEvent, StatePath, View } from '../messages.ts';
import { acceptedDescriptors, refuseShape, type Refusal } from './admission.ts';
import { IdWindow } from './id-window.ts';
import type { HostPort } from './port.ts';
import { formatStatePath } from './state-path.ts';
import { TimerTable } from './timer-table.ts';
import { TransitionLog } from './transition-log.ts';

export interface HostOptions<TMachine extends AnyStateMachine> {
  readonly input?: InputFrom<TMachine>;
  /** Pure: what callers need to know of a snapshot. */
  readonly summarize?: (snapshot: SnapshotFrom<TMachine>) => unknown;
  readonly port: HostPort;
  /** Called once, when the machine has reached its end or has failed. */
  readonly onEnd: (failure: MachineFailure | undefined) => void;
}

/** An error that the machine did not handle, with the place where it happened. */
export interface MachineFailure {
  readonly record: FailureRecord;
  readonly cause: unknown;
}

/** What the runtime needs of XState's actor system beyond its public type; the exact pin of xstate stands for it. */
interface InternalSystem {
  readonly scheduler: object;
  _relay(source: AnyActorRef | undefined, target: AnyActorRef, event: AnyEventObject): void;
}

/**
 * Hosts a live XState actor and delivers events to it. Knows nothing of Temporal: what it needs comes through its port (S12).
 */
export class StatechartHost<TMachine extends AnyStateMachine> {
  readonly #machine: TMachine;
  readonly #options: HostOptions<TMachine>;
  readonly #port: HostPort;
  readonly #actor: Actor<TMachine>;
  readonly #timers: TimerTable;
  readonly #log: TransitionLog;
  readonly #answers: IdWindow<Answer | undefined>;
  #currentEvent = 'xstate.init';
  #failure: MachineFailure | undefined;
  #ended = false;
  #dropped = 0;

  constructor(machine: TMachine, options: HostOptions<TMachine>) {
    this.#machine = machine;
    this.#options = options;
    this.#port = options.port;
    const now = () => this.#port.now();
    this.#timers = new TimerTable(this.#port, ({ source, target, event }) =>
      this.#system._relay(source, target, event),
    );
    this.#log = new TransitionLog(now);
    this.#answers = new IdWindow(now);
    this.#actor = createActor(machine, {
      id: machine.id,
      input: options.input,
      inspect: (inspected: InspectionEvent) => this.#inspect(inspected),
    } as never);
  }

  /** S1: the error observer and the scheduler are ours before the actor runs. */
  start(): void {
    this.#port.shielded(() => {
      this.#actor.subscribe({ error: (error) => this.#fail(error), complete: () => this.#end(undefined) });
      Object.assign(this.#system.scheduler, {
        schedule: this.#timers.schedule.bind(this.#timers),
        cancel: this.#timers.cancel.bind(this.#timers),
        cancelAll: this.#timers.cancelAll.bind(this.#timers),
      });
      this.#actor.start();
    });
  }

  /**
   * Whether a command would be taken now (S6). Changes nothing and draws no random number of the machine's,
   * so that it may run in a validator, which a replay leaves out.
   */
  refuse(delivery: Delivery): Refusal | undefined {
    return (
      refuseShape(delivery) ??
      (this.recall(delivery) === undefined ? this.#refuseEvent(delivery.event, 'statechart.validator') : undefined)
    );
  }

  /** The first answer to a command whose id was seen before. */
  recall({ id }: Delivery): { readonly answer: Answer | undefined } | undefined {
    return id === undefined ? undefined : this.#answers.recall(id);
  }

  /**
   * Delivers a command that was admitted, and answers with the view after its transition.
   * Deadlines that were due before the command was accepted fire first; one of them may have led to where it is refused.
   */
  command(delivery: Delivery): Answer | Refusal {
    const seen = this.recall(delivery);
    // One that came as a notification before has no answer to recall: it has been delivered all the same.
    if (seen !== undefined) return seen.answer ?? this.#answer();
    if (this.#fireDeadlinesBefore(delivery)) {
      const refusal = this.#refuseEvent(delivery.event, 'statechart.recheck');
      if (refusal !== undefined) return refusal;
    }
    this.#deliver(delivery.event);
    if (this.#failure !== undefined)
      return { kind: 'statechartFailed', message: describeFailure(this.#failure.record) };
    const answer = this.#answer();
    if (delivery.id !== undefined) this.#answers.remember(delivery.id, answer);
    return answer;
  }

  /** Delivers notifications in their order. A malformed or forged one, or one seen before, is not delivered and hurts nobody. */
  notify(deliveries: unknown): void {
    for (const delivery of Array.isArray(deliveries) ? deliveries : [deliveries]) this.#notifyOne(delivery);
  }

  /** The instance as it is; with `after`, the kept transitions after that revision instead of the latest. */
  view(after?: number): View {
    const snapshot = this.#snapshot;
    const { summarize } = this.#options;
    return {
      status: this.#failure !== undefined ? 'error' : snapshot.status === 'done' ? 'done' : 'active',
      value: (snapshot.value ?? {}) as StatePath,
      tags: [...(snapshot.tags ?? [])],
      context: snapshot.context,
      ...(summarize && snapshot.machine && { summary: summarize(snapshot as unknown as SnapshotFrom<TMachine>) }),
      ...(snapshot.output !== undefined && { output: snapshot.output }),
      ...(this.#failure && { error: this.#failure.record }),
      revision: this.#log.revision,
      timers: this.#ended ? [] : this.#timers.pending(),
      accepts: this.#ended || !snapshot.machine ? [] : acceptedDescriptors(snapshot),
      transitions: this.#log.records(after),
      dropped: this.#dropped,
    };
  }

  get output(): unknown {
    return this.#snapshot.output;
  }

  /** A machine that failed before its first state has a snapshot without value, machine and tags. */
  get #snapshot(): AnyMachineSnapshot {
    return this.#actor.getSnapshot() as AnyMachineSnapshot;
  }

  get #system(): InternalSystem {
    return this.#actor.system as unknown as InternalSystem;
  }

  #answer(): Answer {
    const { context: _context, transitions: _transitions, ...answer } = this.view();
    return answer;
  }

  #notifyOne(delivery: unknown): void {
    if (refuseShape(delivery) !== undefined) {
      this.#dropped++;
      return;
    }
    const { event, id, acceptedAt } = delivery as Delivery;
    if (this.#ended || (id !== undefined && this.#answers.recall(id) !== undefined)) return;
    if (id !== undefined) this.#answers.remember(id, undefined);
    this.#fireDeadlinesBefore({ event, ...(acceptedAt !== undefined && { acceptedAt }) });
    this.#deliver(event);
  }

  #fireDeadlinesBefore({ acceptedAt }: Delivery): boolean {
    let fired = false;
    this.#port.shielded(() => {
      fired = this.#timers.fireDueAt(Math.min(acceptedAt ?? Number.NEGATIVE_INFINITY, this.#port.now()));
    });
    return fired;
  }

  #deliver(event: MachineEvent): void {
    this.#port.shielded(() => this.#actor.send(event as never));
  }

  /** An ended machine with root transitions would still say that it can: the status comes first. */
  #refuseEvent(event: MachineEvent, randomStream: string): Refusal | undefined {
    const snapshot = this.#snapshot;
    if (this.#ended) {
      return { kind: 'alreadySettled', message: `${this.#machine.id} has ended: "${event.type}" comes too late.` };
    }
    try {
      if (this.#port.withRandomStream(randomStream, () => snapshot.can(event as never))) return undefined;
    } catch (error) {
      return {
        kind: 'guardFailed',
        message: `A guard of ${this.#machine.id} failed on "${event.type}": ${messageOf(error)}`,
      };
    }
    const accepts = acceptedDescriptors(snapshot).join(', ') || 'no event';
    return {
      kind: 'eventRefused',
      message: `${this.#machine.id} does not take "${event.type}" in the state ${formatStatePath(snapshot.value as StatePath)}; it accepts ${accepts}.`,
    };
  }

  #inspect(inspected: InspectionEvent): void {
    if (inspected.type === '@xstate.event') this.#currentEvent = inspected.event.type;
    this.#log.observe(inspected);
  }

  #fail(cause: unknown): void {
    const record: FailureRecord = {
      name: cause instanceof Error ? cause.name : 'Error',
      message: messageOf(cause),
      machine: this.#machine.id,
      state: formatStatePath(this.#snapshot.value as StatePath | undefined),
      event: this.#currentEvent,
    };
    this.#end({ record, cause });
  }

  #end(failure: MachineFailure | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#timers.close();
    this.#options.onEnd(failure);
  }
}

/** `order failed in the state open.paying on PAY: the card is gone`. */
export function describeFailure({ machine, state, event, message }: FailureRecord): string {
  return `${machine} failed ${state === '' ? 'before its first state' : `in the state ${state}`} on ${event}: ${message}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

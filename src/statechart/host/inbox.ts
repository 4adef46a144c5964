import type { AnyMachineSnapshot } from 'xstate';
import { refuseShape } from '../event-shape.ts';
import type { Answer, Delivery, MachineEvent } from '../messages.ts';
import { formatStatePath, type StatePath } from '../state-path.ts';
import { acceptedDescriptors, type Refusal } from './admission.ts';
import { IdWindow } from './id-window.ts';
import { describeFailure, failureRecord, type MachineFailure } from './machine-failure.ts';
import type { HostPort } from './port.ts';
import type { TimerTable } from './timer-table.ts';

/** What the inbox needs of the instance that it stands before. */
interface Recipient {
  readonly machineId: string;
  snapshot(): AnyMachineSnapshot;
  hasEnded(): boolean;
  failure(): MachineFailure | undefined;
  send(event: MachineEvent): void;
  answer(): Answer;
}

/**
 * Admits events, delivers each once, and remembers what was answered (S6).
 * Deadlines that were due before an event was accepted fire before it (S2).
 */
export class Inbox {
  readonly #recipient: Recipient;
  readonly #port: HostPort;
  readonly #timers: TimerTable;
  readonly #answers: IdWindow<Answer | undefined>;
  #dropped = 0;

  constructor(recipient: Recipient, port: HostPort, timers: TimerTable) {
    this.#recipient = recipient;
    this.#port = port;
    this.#timers = timers;
    this.#answers = new IdWindow(() => port.now());
  }

  /** How many notifications were malformed, or of a reserved type. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Whether a command would be taken. Changes nothing and draws no random number of the machine's, so that it may run
   * in a validator, which a replay leaves out. Where a deadline comes before the command, only its delivery can tell.
   */
  refuse(delivery: Delivery): Refusal | undefined {
    const malformed = refuseShape(delivery);
    if (malformed !== undefined || this.#recall(delivery) !== undefined) return malformed;
    if (!this.#recipient.hasEnded() && this.#timers.hasDueAt(this.#limitOf(delivery))) return undefined;
    return this.#refuseEvent(delivery.event, 'statechart.validator');
  }

  /** Delivers a command that was admitted, and answers with the view after its transition. */
  command(delivery: Delivery): Answer | Refusal {
    const seen = this.#recall(delivery);
    // One that came as a notification before has no answer to recall: it has been delivered all the same.
    if (seen !== undefined) return seen.answer ?? this.#recipient.answer();
    if (this.#fireDeadlinesBefore(delivery)) {
      const refusal = this.#refuseEvent(delivery.event, 'statechart.recheck');
      if (refusal !== undefined) return refusal;
    }
    this.#recipient.send(delivery.event);
    const failure = this.#recipient.failure();
    if (failure !== undefined) return { kind: 'statechartFailed', message: describeFailure(failure.record) };
    const answer = this.#recipient.answer();
    if (delivery.id !== undefined) this.#answers.remember(delivery.id, answer);
    return answer;
  }

  /** Delivers notifications in their order. A malformed or forged one, or one seen before, is not delivered and hurts nobody. */
  notify(deliveries: unknown): void {
    for (const delivery of Array.isArray(deliveries) ? deliveries : [deliveries]) this.#notifyOne(delivery);
  }

  carry() {
    const answers = this.#answers.entries().map(({ id, at, answer }) => ({ id, at, ...(answer && { answer }) }));
    return { answers, dropped: this.#dropped };
  }

  restore({ answers, dropped }: ReturnType<Inbox['carry']>): void {
    this.#answers.restore(answers.map(({ id, at, answer }) => ({ id, at, answer })));
    this.#dropped = dropped;
  }

  #notifyOne(delivery: unknown): void {
    if (refuseShape(delivery) !== undefined) {
      this.#dropped++;
      return;
    }
    const admitted = delivery as Delivery;
    if (this.#recipient.hasEnded() || this.#recall(admitted) !== undefined) return;
    if (admitted.id !== undefined) this.#answers.remember(admitted.id, undefined);
    this.#fireDeadlinesBefore(admitted);
    this.#recipient.send(admitted.event);
  }

  #recall({ id }: Delivery): { readonly answer: Answer | undefined } | undefined {
    return id === undefined ? undefined : this.#answers.recall(id);
  }

  /** A clock that is ahead of ours does not fire deadlines of the future. */
  #limitOf({ acceptedAt }: Delivery): number {
    return typeof acceptedAt === 'number' ? Math.min(acceptedAt, this.#port.now()) : Number.NEGATIVE_INFINITY;
  }

  #fireDeadlinesBefore(delivery: Delivery): boolean {
    return this.#port.shielded(() => this.#timers.fireDueAt(this.#limitOf(delivery)));
  }

  /** An ended machine with root transitions would still say that it can: the status comes first. */
  #refuseEvent(event: MachineEvent, randomStream: string): Refusal | undefined {
    const { machineId: id } = this.#recipient;
    const snapshot = this.#recipient.snapshot();
    if (this.#recipient.hasEnded())
      return { kind: 'alreadySettled', message: `${id} has ended: "${event.type}" comes too late.` };
    try {
      if (this.#port.withRandomStream(randomStream, () => snapshot.can(event as never))) return undefined;
    } catch (error) {
      const { message } = failureRecord(error, id, snapshot, event.type);
      return { kind: 'guardFailed', message: `A guard of ${id} failed on "${event.type}": ${message}` };
    }
    const accepts = acceptedDescriptors(snapshot).join(', ') || 'no event';
    const state = formatStatePath(snapshot.value as StatePath);
    return {
      kind: 'eventRefused',
      message: `${id} does not take "${event.type}" in the state ${state}; it accepts ${accepts}.`,
    };
  }
}

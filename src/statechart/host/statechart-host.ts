import {
  createActor,
  type AnyActorRef,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type InspectionEvent,
} from 'xstate';
import { machineIdentity, type MachineIdentity } from '../machine-hash.ts';
import type { Answer, TransitionRecord, View } from '../messages.ts';
import type { Place } from '../replayed.ts';
import { formatStatePath, type StatePath } from '../state-path.ts';
import { actorsByPath, isWorking } from './actor-tree.ts';
import { acceptedDescriptors } from './admission.ts';
import { readSnapshot, reviveContexts, writeSnapshot, type CarryOver } from './carry-over.ts';
import { HeldAnswers } from './held-answers.ts';
import { Inbox } from './inbox.ts';
import { failureRecord, type MachineFailure } from './machine-failure.ts';
import { missingImplementations } from './missing-implementations.ts';
import type { HostPort } from './port.ts';
import { TimerTable } from './timer-table.ts';
import { TransitionLog } from './transition-log.ts';
import { guardActions, guardInspectors } from './user-code.ts';
import { WatchedActors } from './watched-actors.ts';

export interface HostOptions {
  readonly input?: unknown;
  /** Pure: what callers need to know of a snapshot. */
  readonly summarize?: ((snapshot: never) => unknown) | undefined;
  /** Throws nothing. */
  readonly onTransition?: ((seen: SeenTransition<never>) => void) | undefined;
  readonly port: HostPort;
  /** What the run before wrote down. */
  readonly carried?: CarryOver | undefined;
}

/** A transition of an instance, as whoever watches it is told. */
export interface SeenTransition<TSnapshot> {
  readonly transition: TransitionRecord;
  /** Of the root machine, at the transition before; absent at the first one of the instance. */
  readonly before?: TSnapshot;
  /** Of the root machine. While it takes a step, its children may have moved before it. */
  readonly snapshot: TSnapshot;
}

/** What the runtime needs of XState's actor system beyond its public type; the exact pin of xstate stands for it. */
interface InternalSystem {
  readonly scheduler: object;
  _relay(source: AnyActorRef | undefined, target: AnyActorRef, event: AnyEventObject): void;
}

/**
 * Hosts a live XState actor. Knows nothing of Temporal: what it needs comes through its port (S12).
 */
export class StatechartHost {
  /** What the instance is sent. */
  readonly inbox: Inbox;
  /** Who waits for it. */
  readonly held: HeldAnswers;
  readonly #machine: AnyStateMachine;
  readonly #options: HostOptions;
  readonly #actor: AnyActorRef;
  readonly #timers: TimerTable;
  readonly #log: TransitionLog;
  readonly #watched: WatchedActors;
  #currentEvent = 'xstate.init';
  #lastSeen: AnyMachineSnapshot | undefined;
  #failure: MachineFailure | undefined;
  #identity: MachineIdentity | undefined;
  #end: Exclude<View['status'], 'active'> | undefined;

  constructor(machine: AnyStateMachine, options: HostOptions) {
    const { port, carried, input } = options;
    this.#machine = machine;
    this.#options = options;
    this.#timers = new TimerTable(port, ({ source, target, event }) => this.#system._relay(source, target, event));
    this.#log = new TransitionLog(
      () => port.now(),
      (transition) => this.#tell(transition),
    );
    this.#watched = new WatchedActors(
      () => port.now(),
      (error) => this.#failAtOnce(error),
    );
    this.held = new HeldAnswers(port, () => this.answer());
    this.inbox = this.#createInbox();
    this.#actor = createActor(machine, {
      id: machine.id,
      input,
      ...(carried && { snapshot: readSnapshot(carried.snapshot) }),
      inspect: (inspected: InspectionEvent) => this.#inspect(inspected),
    } as never) as AnyActorRef;
  }

  /** S1: the error observer and the scheduler are ours before the actor runs. */
  start(): void {
    const { port, carried } = this.#options;
    const missing = missingImplementations(this.#machine);
    if (missing.length > 0) {
      this.fail(new Error(`nothing is provided for ${missing.join(', nor for ')}`));
      return;
    }
    port.shielded(() => {
      this.#actor.subscribe({ error: (error: unknown) => this.fail(error), complete: () => this.#finish('done') });
      Object.assign(this.#system.scheduler, {
        schedule: this.#timers.schedule.bind(this.#timers),
        cancel: this.#timers.cancel.bind(this.#timers),
        cancelAll: this.#timers.cancelAll.bind(this.#timers),
      });
      if (carried !== undefined) this.#restore(carried);
      this.#actor.start();
    });
  }

  /** Stops the actor and all below it: their activities are cancelled. */
  stop(): void {
    this.#finish('cancelled');
    this.#options.port.shielded(() => {
      (this.#actor as unknown as { stop(): void }).stop();
    });
  }

  /** Fails the machine from outside of its own steps. */
  fail(cause: unknown): void {
    if (this.hasEnded) return;
    this.#failure = { record: failureRecord(cause, this.#machine.id, this.#snapshot, this.#currentEvent), cause };
    this.#finish('error');
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** The error that ended the machine. */
  get failure(): MachineFailure | undefined {
    return this.#failure;
  }

  get output(): unknown {
    return this.#snapshot.output;
  }

  /** Where the instance stands, for a replay to tell. */
  get place(): Place {
    const { value } = this.#snapshot;
    return {
      machine: this.#machineIdentity,
      state: formatStatePath(value as StatePath | undefined),
      event: this.#currentEvent,
      revision: this.#log.revision,
    };
  }

  get revision(): number {
    return this.#log.revision;
  }

  /** Paths of the actors that would start again in a next run; while there are any, the instance is not quiet (S8). */
  get working(): string[] {
    return [...actorsByPath(this.#actor)].filter(([, actor]) => isWorking(actor)).map(([path]) => path);
  }

  /** @throws NotCarriable */
  carry(): CarryOver {
    return {
      statechart: 1,
      snapshot: writeSnapshot(this.#actor),
      ...this.#timers.carry(actorsByPath(this.#actor)),
      ...this.#log.carry(),
      ...this.inbox.carry(),
    };
  }

  /** The instance as it is; with `after`, the kept transitions after that revision instead of the latest. */
  view(after?: number): View {
    return {
      ...this.answer(),
      machine: this.#machineIdentity,
      context: this.#snapshot.context as unknown,
      transitions: this.#log.records(after),
    };
  }

  /** The view without context and log. */
  answer(): Answer {
    const snapshot = this.#snapshot;
    const isRunning = !this.hasEnded && snapshot.machine !== undefined;
    return {
      status: this.#end ?? 'active',
      value: (snapshot.value ?? {}) as StatePath,
      tags: [...(snapshot.tags ?? [])],
      ...(snapshot.machine !== undefined && this.#summary(snapshot)),
      ...(snapshot.output !== undefined && { output: snapshot.output as unknown }),
      ...(this.#failure && { error: this.#failure.record }),
      revision: this.#log.revision,
      timers: isRunning ? this.#timers.pending() : [],
      accepts: isRunning ? acceptedDescriptors(snapshot) : [],
      dropped: this.inbox.dropped,
    };
  }

  get #machineIdentity(): MachineIdentity {
    return (this.#identity ??= machineIdentity(this.#machine));
  }

  /** A machine that failed before its first state has a snapshot without value, machine and tags. */
  get #snapshot(): AnyMachineSnapshot {
    return this.#actor.getSnapshot() as AnyMachineSnapshot;
  }

  get #system(): InternalSystem {
    return this.#actor.system as unknown as InternalSystem;
  }

  /** An error of the caller's own function may neither fail a query nor a command. */
  #summary(snapshot: AnyMachineSnapshot): { summary?: unknown; summaryError?: string } {
    try {
      const { summarize } = this.#options;
      return summarize === undefined ? {} : { summary: summarize(snapshot as never) };
    } catch (error) {
      return { summaryError: String(error) };
    }
  }

  #createInbox(): Inbox {
    return new Inbox(
      {
        machineId: this.#machine.id,
        snapshot: () => this.#snapshot,
        hasEnded: () => this.hasEnded,
        failure: () => this.#failure,
        send: (event) => this.#options.port.shielded(() => this.#actor.send(event)),
        answer: () => this.answer(),
      },
      this.#options.port,
      this.#timers,
    );
  }

  #restore(carried: CarryOver): void {
    reviveContexts(carried.snapshot, this.#actor);
    const actors = actorsByPath(this.#actor);
    this.#timers.restore(carried, actors);
    this.#log.restore(carried, actors.values());
    this.inbox.restore(carried);
    this.#lastSeen = this.#snapshot;
  }

  #tell(transition: TransitionRecord): void {
    const before = this.#lastSeen;
    this.#lastSeen = this.#snapshot;
    this.#options.onTransition?.({
      transition,
      ...(before && { before: before as never }),
      snapshot: this.#lastSeen as never,
    });
  }

  #inspect(inspected: InspectionEvent): void {
    if (inspected.type === '@xstate.event') this.#currentEvent = inspected.event.type;
    else if (inspected.type === '@xstate.actor') this.#guard(inspected.actorRef as AnyActorRef);
    this.#watched.observe(inspected);
    this.#log.observe(inspected);
    if (inspected.type === '@xstate.snapshot') this.held.check();
  }

  #guard(actor: AnyActorRef): void {
    const fail = (error: unknown): void => this.fail(error);
    if (actor._parent === undefined) guardInspectors(actor, fail);
    guardActions(actor, fail);
  }

  /** Every event of XState is relayed: without that, whatever goes round in circles comes to a halt. */
  #failAtOnce(error: Error): void {
    this.#system._relay = () => undefined;
    this.fail(error);
  }

  #finish(end: Exclude<View['status'], 'active'>): void {
    if (this.hasEnded) return;
    this.#end = end;
    this.#timers.close();
    this.held.check();
  }
}

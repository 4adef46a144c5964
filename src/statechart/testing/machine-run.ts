import type { AnyStateMachine } from 'xstate';
import type { Refusal } from '../host/admission.ts';
import type { CarryOver } from '../host/carry-over.ts';
import { StatechartHost } from '../host/statechart-host.ts';
import type { Answer, MachineEvent } from '../messages.ts';
import { ActivityCalls } from './activity-calls.ts';
import type { RunInput } from './run-input.ts';
import { SimulatedWorld } from './simulated-world.ts';

/** What a run begins with: the same again makes the same run. */
export interface RunStart {
  readonly machine: AnyStateMachine;
  readonly input: unknown;
  readonly summarize: ((snapshot: never) => unknown) | undefined;
  readonly onCancel: MachineEvent | undefined;
  /** Milliseconds since the epoch. */
  readonly startAt: number;
  readonly seed: string;
  /** What the run before wrote down, as JSON. */
  readonly carried: string | undefined;
}

/** One run of a machine: the runtime's host in a simulated world. All that happens comes from inputs. */
export class MachineRun {
  readonly host: StatechartHost;
  readonly world: SimulatedWorld;
  readonly activities = new ActivityCalls();
  readonly #start: RunStart;

  constructor(start: RunStart) {
    this.#start = start;
    const { startAt, seed } = start;
    const onTimerError = (error: unknown): void => this.host.fail(error);
    this.world = new SimulatedWorld({ startAt, seed, onTimerError, activities: this.activities });
    this.host = this.#createHost();
    this.host.start();
  }

  /** What would keep a real run from being continued as new. */
  get blockedBy(): string[] {
    const { pendingTimers } = this.world;
    return [
      ...this.host.working.map((path) => `the actor ${path} is running`),
      ...(pendingTimers > 0 ? [`${pendingTimers} timers of setTimeout or setInterval are pending`] : []),
    ];
  }

  /** @returns the answer or the refusal of a command; `unknown` when nothing awaits such an input */
  take(input: RunInput): Answer | Refusal | 'unknown' | undefined {
    this.world.moveTo(input.at);
    switch (input.kind) {
      case 'command':
        return this.host.inbox.command(input.delivery);
      case 'notification':
        this.host.inbox.notify(input.deliveries);
        return undefined;
      case 'cancellation':
        this.#cancel();
        return undefined;
      case 'alarm': {
        const alarm = this.world.alarms.take(input.alarm);
        if (alarm === undefined || alarm.dueAt > input.at) return 'unknown';
        this.world.shielded(alarm.ring);
        return undefined;
      }
      case 'activity': {
        let known = false;
        this.world.shielded(() => {
          known = this.activities.settle(input.call, input.outcome);
        });
        return known ? undefined : 'unknown';
      }
    }
  }

  #cancel(): void {
    const { onCancel } = this.#start;
    if (onCancel === undefined) this.host.stop();
    else this.host.inbox.notify({ event: onCancel });
  }

  #createHost(): StatechartHost {
    const { machine, input, summarize, carried } = this.#start;
    let host: StatechartHost | undefined;
    this.world.shielded(() => {
      host = new StatechartHost(machine, {
        input,
        summarize,
        port: this.world,
        carried: carried === undefined ? undefined : (JSON.parse(carried) as CarryOver),
      });
    });
    return host as StatechartHost;
  }
}

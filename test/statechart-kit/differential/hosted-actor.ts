import type { AnyStateMachine } from 'xstate';
import { Simulation } from '../../../src/statechart/testing/simulation.ts';
import type { Condition } from './condition.ts';
import type { Step } from './machine-spec.ts';

const STARTED_AT = 1_000_000;

/** The runtime's host in a simulated world. */
export class HostedActor {
  readonly #simulation: Simulation;

  private constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  static async start(machine: AnyStateMachine): Promise<HostedActor> {
    const start = { machine, input: undefined, summarize: undefined, onCancel: undefined, carried: undefined };
    const simulation = new Simulation({ ...start, startAt: STARTED_AT, seed: 'differential' }, { replays: false });
    await simulation.begin();
    return new HostedActor(simulation);
  }

  get hasEnded(): boolean {
    return this.#simulation.host.hasEnded;
  }

  /** @returns whether a command was refused, which then should change nothing anywhere */
  async take(step: Step): Promise<'refused' | 'taken'> {
    const { host, now } = this.#simulation;
    switch (step.step) {
      case 'notify':
        await this.#simulation.take({ kind: 'notification', deliveries: [{ event: { type: step.event } }] });
        return 'taken';
      case 'command': {
        const delivery = { event: { type: step.event } };
        if (host.inbox.refuse(delivery) !== undefined) return 'refused';
        await this.#simulation.take({ kind: 'command', delivery });
        return 'taken';
      }
      case 'advance':
        await this.#simulation.advanceTo(now + step.ms);
        return 'taken';
      case 'continueAsNew':
        await this.#simulation.continueAsNew({ restart: false });
        return 'taken';
    }
  }

  condition(): Condition {
    const { host } = this.#simulation;
    const { status, error } = host.answer();
    if (status === 'error') return { status, error: `${error?.name}: ${error?.message}` };
    const { snapshot, timers } = host.carry();
    if (status !== 'active') return { status, snapshot };
    return { status, snapshot, timers: timers.map(({ dueAt }) => dueAt - STARTED_AT).sort((a, b) => a - b) };
  }
}

import type { OperationView } from '../../src/contract/operation-view.ts';
import { atOnce } from './at-once.ts';
import type { Lifecycle } from './lifecycle.ts';

const PEOPLE_OF_A_CALL = 10;
const AT_ONCE = 50;
const WAIT_SECONDS = 60;
const PAUSE_MS = 500;
const PATIENCE_MS = 600_000;

/** The waits of a service, and nobody is given up because a crowd takes its time. */
export const WAITS_OF_A_CROWD = {
  DURABLE_CALLS_HEARTBEAT_MS: '5000',
  DURABLE_CALLS_HTTP_TIMEOUT_MS: '10000',
  DURABLE_CALLS_LAST_DEADLINE_MS: String(PATIENCE_MS),
  DURABLE_CALLS_NOT_AFTER_MS: String(PATIENCE_MS),
  DURABLE_CALLS_START_TO_CLOSE_MS: '25000',
};
/** So that every invitation rings until somebody ends it. */
const SLOW_SECONDS = { invitationSecondMs: 10_000 };
/** When the test has ended. Restarted workers have replayed them all. */
const REPLAYED_AGAIN = 50;

export interface Invited {
  readonly callConnectionId: string;
  readonly rawId: string;
  readonly operationId: string;
}

/** Many people who are invited by operations of their own, ten to a call. */
export class Crowd {
  readonly #running: Lifecycle;

  constructor(running: Lifecycle) {
    this.#running = running;
  }

  /** Starts so many operations, and gives them when all ring. */
  async ringing(size: number): Promise<Invited[]> {
    await this.#running.simulator.setSwitches(SLOW_SECONDS);
    const calls = await atOnce(AT_ONCE, range(Math.ceil(size / PEOPLE_OF_A_CALL)), () => this.#running.call());
    const people = calls.flatMap((callConnectionId) =>
      range(PEOPLE_OF_A_CALL).map((number) => ({ callConnectionId, rawId: `8:acs:simulated-resource_${number}` })),
    );
    const invited = await this.each(people.slice(0, size), async (person) => ({
      ...person,
      operationId: await this.#invite(person),
    }));
    for (const { operationId } of invited.slice(REPLAYED_AGAIN)) this.#running.api.started.delete(operationId);
    await this.untilInvited(size);
    return invited;
  }

  /** However long it takes to invite so many, since the test began. */
  async untilInvited(people: number): Promise<void> {
    while ((await this.#running.simulator.executed('addParticipant')) < people) await pause();
  }

  each<T, R>(people: readonly T[], work: (person: T) => Promise<R>): Promise<R[]> {
    return atOnce(AT_ONCE, people, work);
  }

  /** As each has settled, by a held request for each, which is made again where there is no server. */
  async settled(operations: readonly Pick<Invited, 'operationId'>[]): Promise<OperationView[]> {
    return Promise.all(operations.map(({ operationId }) => this.#settled(operationId)));
  }

  #invite({ callConnectionId, rawId: id }: Omit<Invited, 'operationId'>): Promise<string> {
    const participant = { kind: 'communicationUser', id };
    return this.#running.api.start(callConnectionId, { participant, invitationTimeoutSeconds: 180 });
  }

  async #settled(operationId: string): Promise<OperationView> {
    for (;;) {
      const answer = await this.#running.api.getWithin(operationId, WAIT_SECONDS).catch(ifNobodyListens);
      if (answer?.body['phase'] === 'settled') return answer.body as unknown as OperationView;
      await pause();
    }
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** What `fetch` says of a server that is not there. */
function ifNobodyListens(error: unknown): undefined {
  if ((error as Error).name !== 'TypeError') throw error;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

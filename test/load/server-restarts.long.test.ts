import { expect, test } from '@jest/globals';
import { Crowd, WAITS_OF_A_CROWD, type Invited } from '../support/crowd.ts';
import { EventSource } from '../support/event-source.ts';
import { ownLifecycle } from '../support/lifecycle.ts';

const OPERATIONS = 50;
const TIMEOUT_MS = 300_000;

const running = ownLifecycle(WAITS_OF_A_CROWD);

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

/** As a browser does it: whenever the stream breaks, anew from the event that came last. */
class Follower {
  readonly ids: string[] = [];
  readonly #operationId: string;

  constructor({ operationId }: Invited) {
    this.#operationId = operationId;
  }

  async untilTheEnd(): Promise<string[]> {
    while (this.ids.at(-1) !== 'settled') {
      const stream = await this.#open();
      for await (const { id } of stream?.events ?? []) this.ids.push(id);
      await pause();
    }
    return this.ids;
  }

  async untilTold(): Promise<void> {
    while (this.ids.length === 0) await pause();
  }

  #open(): Promise<EventSource | undefined> {
    const url = `${running.stack.api}/v1/operations/${this.#operationId}/events`;
    return EventSource.open(url, this.ids.at(-1)).catch(() => undefined);
  }
}

test(
  'a server is killed twice under long polls and streams, and whoever comes again has missed nothing',
  async () => {
    const { api, simulator, stack } = running;
    // A delivery that finds no server is made again for as long as it takes to start one.
    await simulator.setSwitches({ webhookTries: 12 });
    const crowd = new Crowd(running);
    const invited = await crowd.ringing(OPERATIONS);
    const [answering, cancelled] = [invited.slice(0, OPERATIONS / 2), invited.slice(OPERATIONS / 2)];
    const followers = invited.map((operation) => new Follower(operation));
    const streams = Promise.all(followers.map((follower) => follower.untilTheEnd()));
    const polls = crowd.settled(invited);

    await Promise.all(followers.map((follower) => follower.untilTold()));
    await running.killServer();
    await stack.start('server');
    const answers = crowd.each(answering, (person) => simulator.answer(person));
    await running.killServer();
    await answers;
    await stack.start('server');
    await crowd.each(cancelled, ({ operationId }) => api.cancel(operationId));

    const views = await polls;
    expect(views.map(({ outcome }) => outcome?.type)).toEqual(
      invited.map((_, index) => (index < OPERATIONS / 2 ? 'added' : 'cancelled')),
    );
    expect(await streams).toEqual(
      views.map(({ transitions }) => [...transitions.map(({ revision }) => `${revision}`), 'settled']),
    );
  },
  TIMEOUT_MS,
);

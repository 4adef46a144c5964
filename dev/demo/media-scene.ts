import { setTimeout as delay } from 'node:timers/promises';
import type { GraphCallView, MediaOperationView } from '../../src/contract/graph-media-view.ts';
import type { CallStackWithGraph } from '../call-stack.ts';
import { OperationFollower } from '../follow-operation.ts';
import { outcomeInWords } from '../in-human-words.ts';
import { OperationsApi } from '../operations-api.ts';
import { timedLine, transitionLines } from '../say-transition.ts';

const WAIT_MS = 30_000;
const POLL_MS = 50;
const HEARD_FOR_MS = 1_000;

/** What is to be expected of the ledger and of each operation. */
export interface PlayedMedia {
  readonly callId: string;
  /** The first was heard when the media was cancelled, and the second waited behind it. */
  readonly prompts: readonly MediaOperationView[];
  readonly recording: MediaOperationView;
  readonly call: GraphCallView;
}

/** Two prompts are queued, a key is pressed, the media is cancelled, a recording is made, and the caller hangs up. */
export async function playMediaScene(
  stack: CallStackWithGraph,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<PlayedMedia> {
  const { simulator, tenantId, callbackUri } = stack.graph;
  const sayNow = (text: string) => say(timedLine(new Date(), text));
  const api = new OperationsApi(stack.api, {
    signal,
    tell: ({ line, sentAt, status }) => say(timedLine(sentAt, `${line} → ${status}`)),
  });
  const follow = (operationId: string) =>
    new OperationFollower<MediaOperationView>(api, operationId, (transition) =>
      transitionLines(transition).forEach(say),
    );
  const settledAndSaid = async (follower: OperationFollower<MediaOperationView>) => {
    const view = await follower.until('settle', ({ phase }) => phase === 'settled', WAIT_MS);
    if (view.outcome) say(`  Outcome: ${outcomeInWords(view.outcome)}`);
    return view;
  };

  say('');
  say('3. A caller on a Graph call hears a prompt, presses a key, and is recorded.');
  await simulator.setSwitches({ promptDurationMs: null, recordDurationMs: null });
  const callId = await simulator.createCall({ callbackUri, tenantId });
  await api.adoptCall(callId, tenantId);
  const prompt = (name: string) => ({ prompts: [{ uri: `https://audio.example.com/${name}.wav` }] });
  await api.queueMedia(callId, 'tone-subscriptions', {}, `demo-${callId}-tones`);
  const first = follow(await api.queueMedia(callId, 'prompts', prompt('welcome'), `demo-${callId}-welcome`));
  const second = follow(await api.queueMedia(callId, 'prompts', prompt('menu'), `demo-${callId}-menu`));
  await first.until('run', ({ state }) => state === 'running', WAIT_MS);
  await delay(HEARD_FOR_MS, undefined, { signal });
  await simulator.pressTone(callId, 'pound');
  await untilCall(api, callId, ({ tones }) => tones.length > 0);
  sayNow('a key was pressed: pound');
  await api.cancelMedia(callId);
  const prompts = [await settledAndSaid(first), await settledAndSaid(second)];
  const recording = follow(
    await api.queueMedia(callId, 'recordings', { stopTones: ['#'] }, `demo-${callId}-recording`),
  );
  await recording.until('run', ({ state }) => state === 'running', WAIT_MS);
  await simulator.pressTone(callId, 'pound');
  const recorded = await settledAndSaid(recording);
  await simulator.hangUp(callId);
  const call = await untilCall(api, callId, ({ phase }) => phase === 'settled');
  sayNow('the caller has hung up: the call has ended');
  return { callId, prompts, recording: recorded, call };
}

async function untilCall(
  api: OperationsApi,
  callId: string,
  holds: (view: GraphCallView) => boolean,
): Promise<GraphCallView> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const view = await api.callView(callId);
    if (holds(view)) return view;
    if (Date.now() > deadline) throw new Error(`The call ${callId} did not go on within ${WAIT_MS / 1000} s.`);
    await delay(POLL_MS);
  }
}

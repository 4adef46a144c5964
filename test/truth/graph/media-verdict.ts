import type { GraphSimulatorControl } from '../../../simulator/graph-control-client.ts';
import type { MediaCancelledBy } from '../../../src/contract/graph-media.ts';
import type { GraphCallView, MediaOperationView } from '../../../src/contract/graph-media-view.ts';

type Ledger = Awaited<ReturnType<GraphSimulatorControl['ledger']>>;
type CallTold = Ledger['calls'][number];
type Heard = CallTold['operations'][number];

/** What an operation says of itself, and what Graph knows of its call. */
export interface MediaCase {
  readonly view: MediaOperationView;
  readonly onAmbiguity: 'atMostOnce' | 'atLeastOnce';
  readonly call: CallTold;
}

/** Why what is told of an operation is not true, each in a sentence; nothing where it is. */
export function mediaUntruths({ view, onAmbiguity, call }: MediaCase): string[] {
  const { outcome, kind } = view;
  if (outcome === undefined) return ['it has not settled'];
  const own = ownOf(call.operations, view);
  const wrong: string[] = [];
  const unless = (holds: boolean, sentence: string) => void (holds || wrong.push(sentence));
  if (onAmbiguity === 'atMostOnce') unless(own.length <= 1, `it was executed ${own.length} times`);
  const heard = (state: Heard['state']) => own.some((one) => one.state === state);
  switch (outcome.type) {
    case 'completed':
      if (kind === 'subscribeToTone') unless(ownOf(call.toneSubscriptions, view).length > 0, 'nobody has subscribed');
      else unless(heard('completed'), 'nothing of it was completed');
      break;
    case 'cancelled':
      if (outcome.how === 'neverSent') unless(own.length === 0, 'it was sent');
      // What the end of a call ends, Graph may tell as cancelled too.
      else if (outcome.evidence === 'event') unless(own.some(isToldAsCancelled), 'nothing of it was cancelled');
      else
        unless(
          own.every((one) => endedBefore(one, view.updatedAt)),
          'it went on after it was told as cancelled',
        );
      unless(own.length === 0 || isEndedSo(outcome.how, own, view, call), `it was not ended so: ${outcome.how}`);
      break;
    case 'failed':
      if (outcome.evidence === 'event') unless(heard('failed'), 'nothing of it has failed');
      else unless(own.length === 0, 'it was executed although it is told as refused or unsent');
      if (outcome.reason === 'expired')
        unless(Date.parse(view.updatedAt) + CLOCKS_DIFFER_MS >= Date.parse(view.notAfter), 'its time had not passed');
      break;
    case 'callEnded':
      unless(call.endedAt !== null, 'the call has not ended');
      break;
    case 'lost':
      break;
  }
  return wrong;
}

/** Whether what is told to have ended it has done so, or the end of the call, which may be told in the same words. */
function isEndedSo(how: MediaCancelledBy, own: readonly Heard[], view: MediaOperationView, call: CallTold): boolean {
  const byCancels = own.flatMap(({ killedBy }) => call.cancels.filter(({ operationId }) => operationId === killedBy));
  const isOfAnEarlierEpoch = byCancels.some(({ clientContext }) => epochIn(clientContext) < (view.epoch ?? 0));
  switch (how) {
    case 'neverSent':
    // It was asked for, and would have ended it.
    case 'mediaCancelled':
      return true;
    case 'lateCancel':
      return isOfAnEarlierEpoch || own.every(({ killedBy }) => killedBy === null);
    case 'bargedIn':
      return byCancels.length === 0 || isOfAnEarlierEpoch;
    case 'unasked':
      return own.every(({ killedBy }) => killedBy === null);
  }
}

/** Graph may execute a cancel late, and end what came after it; but none is sent once anything of a later epoch was. */
export function brokenFences(
  call: CallTold,
  requests: Ledger['requests'],
  views: readonly MediaOperationView[],
): string[] {
  const arrival = (context: string | null) =>
    Math.min(...requests.filter((one) => one.clientContext === context).map(({ at }) => Date.parse(at)));
  return call.cancels.flatMap(({ clientContext, killed }) => {
    const later = views.filter((view) => {
      // Of an earlier send it is not known in which epoch it was.
      const latest = ownOf(call.operations, view).at(-1);
      if (latest === undefined || !killed.includes(latest.operationId)) return false;
      return (view.epoch ?? 0) > epochIn(clientContext) && arrival(clientContext) > arrival(latest.clientContext);
    });
    return later.length > 0 ? [`the cancel ${clientContext} was sent after ${later.length} of a later epoch`] : [];
  });
}

/** Tones are told once, in their order but for those that are marked, and as they were pressed. */
export function wrongTones({ tones, keepTones }: GraphCallView, call: CallTold): string[] {
  const wrong: string[] = [];
  const numbers = tones.map(({ sequenceId }) => sequenceId);
  if (new Set(numbers).size < numbers.length) wrong.push('a tone is told twice');
  const inOrder = tones.filter(({ late }) => late === undefined).map(({ sequenceId }) => sequenceId);
  if (inOrder.some((number, index) => number <= (inOrder[index - 1] ?? -1))) wrong.push('tones are out of order');
  for (const { sequenceId, tone } of tones) {
    const pressed = call.tones.find((one) => one.sequenceId === sequenceId);
    if (pressed?.told !== true) wrong.push(`nobody was told of tone ${sequenceId}`);
    else if ((tone === pressed.tone) !== keepTones) wrong.push(`tone ${sequenceId} is another one`);
  }
  return wrong;
}

function ownOf<One extends { readonly clientContext: string | null }>(
  all: readonly One[],
  { operationId }: MediaOperationView,
): One[] {
  return all.filter((one) => operationIn(one.clientContext) === operationId);
}

/** Read by the judge's own means: the id of an operation, and the number of the POST. */
function operationIn(clientContext: string | null): string | undefined {
  return /^(.+\.[0-9a-f]{32}):\d+$/.exec(clientContext ?? '')?.[1];
}

function epochIn(clientContext: string | null): number {
  return Number(/:cancel-(\d+):\d+$/.exec(clientContext ?? '')?.[1]);
}

function isToldAsCancelled({ result }: Heard): boolean {
  return result?.code === 400 && result.subcode === 8508;
}

function endedBefore({ endedAt }: Heard, time: string): boolean {
  return endedAt !== null && Date.parse(endedAt) <= Date.parse(time) + CLOCKS_DIFFER_MS;
}

/** Of a server and a worker on one machine. */
const CLOCKS_DIFFER_MS = 50;

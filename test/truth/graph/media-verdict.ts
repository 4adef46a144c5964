import type { GraphSimulatorControl } from '../../../simulator/graph-control-client.ts';
import type { GraphCallView, MediaOperationView } from '../../../src/contract/graph-media-view.ts';

type Ledger = Awaited<ReturnType<GraphSimulatorControl['ledger']>>;
type CallTold = Ledger['calls'][number];
type Heard = CallTold['operations'][number];

/** What an operation says of itself, and what Graph knows of its call. */
export interface MediaCase {
  readonly view: MediaOperationView;
  readonly onAmbiguity: 'atMostOnce' | 'atLeastOnce';
  readonly call: CallTold;
  readonly callView: GraphCallView;
}

/** Why what is told of an operation is not true, each in a sentence; nothing where it is. */
export function mediaUntruths({ view, onAmbiguity, call, callView }: MediaCase): string[] {
  const { outcome, operationId, kind } = view;
  if (outcome === undefined) return ['it has not settled'];
  const own = call.operations.filter((one) => operationIn(one.clientContext) === operationId);
  const subscribed = call.toneSubscriptions.filter((one) => operationIn(one.clientContext) === operationId);
  const wrong: string[] = [];
  const unless = (holds: boolean, sentence: string) => void (holds || wrong.push(sentence));
  if (onAmbiguity === 'atMostOnce') unless(own.length <= 1, `it was executed ${own.length} times`);
  const heard = (state: Heard['state']) => own.some((one) => one.state === state);
  switch (outcome.type) {
    case 'completed':
      if (kind === 'subscribeToTone') unless(subscribed.length > 0, 'nobody has subscribed');
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
      if (outcome.how === 'lateCancel') unless(callView.cancels.some(isUnconfirmed), 'every cancel was confirmed');
      break;
    case 'failed':
      if (outcome.evidence === 'event') unless(heard('failed'), 'nothing of it has failed');
      else unless(own.length === 0, 'it was executed although it is told as refused or unsent');
      break;
    case 'callEnded':
      unless(call.endedAt !== null, 'the call has not ended');
      break;
    case 'lost':
      break;
  }
  return wrong;
}

/** A cancel ends nothing that was sent after it, unless it is told that it was never confirmed. */
export function brokenFences(call: CallTold, callView: GraphCallView, views: readonly MediaOperationView[]): string[] {
  return call.cancels.flatMap(({ clientContext, killed }) => {
    const epoch = Number(/:cancel-(\d+):\d+$/.exec(clientContext ?? '')?.[1]);
    const later = killed.filter((graphId) => {
      const context = call.operations.find(({ operationId }) => operationId === graphId)?.clientContext ?? '';
      const view = views.find(({ operationId }) => operationId === operationIn(context));
      return (view?.epoch ?? 0) > epoch;
    });
    const told = callView.cancels.some((cancel) => cancel.epoch === epoch && isUnconfirmed(cancel));
    return later.length > 0 && !told ? [`the cancel of epoch ${epoch} ended ${later.length} of a later one`] : [];
  });
}

/** Read by the judge's own means: the id of an operation, and the number of the POST. */
function operationIn(clientContext: string | null): string | undefined {
  return /^(.+\.[0-9a-f]{32}):\d+$/.exec(clientContext ?? '')?.[1];
}

function isToldAsCancelled({ result }: Heard): boolean {
  return result?.code === 400 && result.subcode === 8508;
}

function isUnconfirmed({ state }: GraphCallView['cancels'][number]): boolean {
  return state === 'unconfirmed';
}

function endedBefore({ endedAt }: Heard, time: string): boolean {
  return endedAt !== null && Date.parse(endedAt) <= Date.parse(time) + CLOCKS_DIFFER_MS;
}

/** Of a server and a worker on one machine. */
const CLOCKS_DIFFER_MS = 50;

import { createHash } from 'node:crypto';
import type { GraphCallSummary } from '../contract/graph-media.ts';
import { mediaOperationId } from '../contract/media-ids.ts';
import { AlreadySettled, EventRefused, type View } from '../statechart/client/index.ts';
import type { AdoptedCalls, CallMachineView } from './adopted-calls.ts';
import type { StartOptions } from './call-options.ts';
import { IdempotencyKeyReused, NotAfterPassed } from './errors.ts';
import type { MediaRequest } from './media-commands.ts';
import { CallEnded, QueueFull } from './media-errors.ts';
import { mediaKey } from './media-key.ts';
import { assertNotTooLong } from './not-after.ts';
import { graphCallView } from './media-views.ts';

const HASH_DIGITS = 16;

/**
 * Queues a media operation, or attaches to the one that was queued with the same idempotency key and request. Tones are
 * subscribed to once: a second subscription attaches to the first.
 *
 * @returns the operation's id
 */
export async function enqueueMedia(
  calls: AdoptedCalls,
  callId: string,
  request: MediaRequest,
  options: StartOptions,
): Promise<string> {
  const { command, onAmbiguity, correlation } = request;
  const key = mediaKey(callId, command.kind, options);
  const operationId = mediaOperationId(callId, key);
  const requestHash = hashOf(request);
  const assertKnown = (view: CallMachineView, otherwise: () => Error) => {
    const known = view.context.operations[key];
    if (known === undefined) throw otherwise();
    if (known.requestHash !== requestHash) throw new IdempotencyKeyReused();
    return operationId;
  };
  return calls.ask(callId, options, async (call, remainingMs) => {
    const acceptedAt = Date.now();
    assertNotTooLong(request.notAfter, acceptedAt);
    const notAfter = request.notAfter ?? new Date(acceptedAt + sentWithinMs(request, calls)).toISOString();
    const view = () => call.view({ timeoutMs: remainingMs() });
    // A repeat attaches however late it comes.
    if (Date.parse(notAfter) <= acceptedAt) return assertKnown(await view(), () => new NotAfterPassed());
    const operation = {
      operationId,
      command,
      onAmbiguity,
      notAfter,
      requestedAt: new Date(acceptedAt).toISOString(),
      requestHash,
      ...(correlation !== undefined && { correlation }),
    };
    try {
      const { summary } = await call.send({ type: 'ENQUEUE', operation }, { timeoutMs: remainingMs() });
      const { toneSubscription } = summary as GraphCallSummary;
      return command.kind === 'subscribeToTone' ? (toneSubscription ?? operationId) : operationId;
    } catch (error) {
      if (error instanceof AlreadySettled) {
        const last = lastView(error.view);
        return assertKnown(last, () => new CallEnded(graphCallView(last)));
      }
      if (error instanceof EventRefused) return assertKnown(await view(), () => new QueueFull(callId));
      throw error;
    }
  });
}

/** The last view of a machine has its context; its type leaves it open. */
export function lastView(view: View): CallMachineView {
  return view as CallMachineView;
}

/** What is sent again where it may be lost is known to be lost only when its time limit has passed. */
function sentWithinMs({ onAmbiguity, command }: MediaRequest, { means }: AdoptedCalls): number {
  const { notAfterMs } = means.settings;
  return onAmbiguity === 'atLeastOnce' ? notAfterMs + command.timeLimitSeconds * 1_000 : notAfterMs;
}

function hashOf(request: MediaRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, HASH_DIGITS);
}

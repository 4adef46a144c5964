import { setHandler, workflowInfo } from '@temporalio/workflow';
import type { Refusal } from '../host/admission.ts';
import type { StatechartHost } from '../host/statechart-host.ts';
import {
  notifySignal,
  sendUpdate,
  viewQuery,
  waitUpdate,
  type Answer,
  type Delivery,
  type View,
  type WaitAnswer,
  type WaitRequest,
} from '../messages.ts';
import { isWaitCondition, LONGEST_HOLD_MS } from '../wait-condition.ts';
import { measured, orRefuse, type StartRefusal } from './failures.ts';
import { thisRun } from './run-carry.ts';

/**
 * Registers what an instance can be sent and asked. To be called after the actor has started (S1). Signals come first:
 * what the first task has in store is handed over kind by kind, in the order of registration.
 */
export function registerHandlers(host: StatechartHost, present: (view: View) => View): void {
  setHandler(notifySignal, (deliveries) => host.inbox.notify(deliveries));
  setHandler(sendUpdate, (delivery) => command(host, delivery), {
    validator: (delivery) => {
      orRefuse(refuseStart(delivery) ?? host.inbox.refuse(delivery), host);
    },
  });
  setHandler(waitUpdate, (request) => wait(host, request), {
    validator: (request) => {
      orRefuse(refuseWait(host, request), host);
    },
  });
  setHandler(viewQuery, (asked) => measured(present(host.view(asked?.after)), host));
}

async function command(host: StatechartHost, delivery: Delivery): Promise<Answer> {
  const answer = orRefuse(host.inbox.command(delivery), host);
  const { until } = delivery;
  // A command is never refused because others wait: without room its answer is not held.
  if (!isWaitCondition(until) || !host.held.hasRoom) return measured(answer, host);
  await host.held.hold(until, LONGEST_HOLD_MS);
  return measured(host.answer(), host);
}

/** A start with other input may not go through as a command to the instance that has its id. */
function refuseStart(delivery: Delivery | null): StartRefusal | undefined {
  const { startedAs } = delivery ?? {};
  const { workflowType } = workflowInfo();
  const isSame = startedAs?.workflow === workflowType && startedAs.fingerprint === thisRun()?.started?.statechartStart;
  if (startedAs === undefined || isSame) return undefined;
  return { kind: 'startedOtherwise', message: 'The instance was started before, with other input.' };
}

async function wait(host: StatechartHost, { condition, holdMs }: WaitRequest): Promise<WaitAnswer> {
  const result = await host.held.hold(condition, holdMs);
  return measured({ result, answer: host.answer() }, host);
}

function refuseWait(host: StatechartHost, request: WaitRequest): Refusal | undefined {
  if (!isWaitCondition(request?.condition) || typeof request.holdMs !== 'number') {
    return {
      kind: 'invalidEvent',
      message: 'A wait is for a state, a tag, a revision or the end, with a time in milliseconds.',
    };
  }
  return host.held.hasRoom
    ? undefined
    : { kind: 'tooManyWaits', message: 'Enough answers are held back already: look at the view again later.' };
}

import { workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import { BEFORE_ITS_TASK } from '../messages.ts';

type Activation = Parameters<
  NonNullable<NonNullable<WorkflowInterceptors['internals']>[number]['activate']>
>[0]['activation'];
type Time = Activation['timestamp'];

/** What the worker names the task queue of a replay, where the caller gives it no name. */
const REPLAY_QUEUE = /^fake_replay_queue/;

/** The id of a query that comes by itself, and not with a workflow task. */
const LONE_QUERY = 'legacy_query';

/** How far the history went, and what the clock showed. */
interface Reached {
  readonly time: string;
  readonly historyLength: number;
}

/**
 * Keeps what no workflow task has recorded from being taken up. Temporal's worker, asked for a view of an instance that it
 * does not have in its cache, builds it from a history that may end with what has come in since the latest task, or with
 * a task that another worker took and may have died with. What follows from that here is not what follows in a replay,
 * which has it with the task that recorded it. So the view fails, the worker forgets the instance, the view is asked for
 * again, and the instance is built anew.
 */
export const interceptors = (): WorkflowInterceptors => {
  let last: Reached | undefined;
  /** It was built from a history, and nothing has shown yet that its latest task is this worker's. */
  let isInDoubt = false;
  let unreplayed = 0;
  return {
    internals: [
      {
        activate(input, next) {
          const { timestamp, jobs } = input.activation;
          const isReplaying = input.activation.isReplaying ?? false;
          const query = jobs?.find(({ queryWorkflow }) => queryWorkflow)?.queryWorkflow;
          // A question changes nothing, and has no task; none comes together with anything else.
          if (query) {
            // The only task that no replay showed may be this worker's, or one that another worker has lost: nothing tells
            // them apart. A further one would have been given to this worker, for which the one before was recorded.
            if (isInDoubt && unreplayed === 1 && query.queryId === LONE_QUERY) throw new Error(BEFORE_ITS_TASK);
            // What is recorded is ours from now on; and a query that comes with a task comes with this worker's.
            isInDoubt = false;
            return next(input);
          }
          const reached = { time: written(timestamp), historyLength: input.activation.historyLength ?? 0 };
          if (last === undefined) isInDoubt = isReplaying;
          last ??= beginningOf(jobs);
          const hasGrown = reached.historyLength > last.historyLength;
          // A workflow task begins with an event of its own, later than all that it carries. A replay ends with what came in
          // last, and no task will carry it.
          const isBeforeItsTask = hasGrown && reached.time === last.time;
          if (isBeforeItsTask && !REPLAY_QUEUE.test(workflowInfo().taskQueue)) throw new Error(BEFORE_ITS_TASK);
          if (hasGrown && !isReplaying) unreplayed++;
          last = reached;
          return next(input);
        },
      },
    ],
  };
};

/** Before the first workflow task. */
function beginningOf(jobs: Activation['jobs']): Reached {
  const start = jobs?.find(({ initializeWorkflow }) => initializeWorkflow)?.initializeWorkflow;
  return { time: written(start?.startTime), historyLength: 0 };
}

function written(time: Time): string {
  return `${String(time?.seconds ?? '')}.${time?.nanos ?? 0}`;
}

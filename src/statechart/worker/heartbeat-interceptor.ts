import { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';

/** Three beats within one time-out: losing one or two of them costs nothing. */
const BEATS_PER_TIMEOUT = 3;

/**
 * Heartbeats for every activity that sets `heartbeatTimeout` (S3): only so does an activity notice that it was
 * cancelled, and Temporal that its worker is gone.
 */
export const heartbeatInterceptor: ActivityInterceptorsFactory = () => ({ inbound: inboundHeartbeat });

const inboundHeartbeat: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    const { heartbeatTimeoutMs } = Context.current().info;
    if (heartbeatTimeoutMs === undefined || heartbeatTimeoutMs === 0) return next(input);
    const repeatHeartbeat = rememberHeartbeats(Context.current());
    const beat = setInterval(repeatHeartbeat, heartbeatTimeoutMs / BEATS_PER_TIMEOUT);
    try {
      return await next(input);
    } finally {
      clearInterval(beat);
    }
  },
};

/**
 * Temporal keeps the details of the latest heartbeat only: a beat without any would take away those of the activity's
 * own heartbeats, of this attempt or of the one before.
 */
function rememberHeartbeats(context: Context): () => void {
  const { heartbeat } = context;
  let latest: unknown = context.info.heartbeatDetails;
  const remembering = (details?: unknown) => {
    latest = details;
    heartbeat(details);
  };
  Object.defineProperty(context, 'heartbeat', { value: remembering });
  return () => heartbeat(latest);
}

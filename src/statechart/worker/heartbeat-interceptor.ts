import { activityInfo, heartbeat } from '@temporalio/activity';
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
    const { heartbeatTimeoutMs } = activityInfo();
    if (heartbeatTimeoutMs === undefined || heartbeatTimeoutMs === 0) return next(input);
    const beat = setInterval(() => heartbeat(), heartbeatTimeoutMs / BEATS_PER_TIMEOUT);
    try {
      return await next(input);
    } finally {
      clearInterval(beat);
    }
  },
};

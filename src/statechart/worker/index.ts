import { fileURLToPath } from 'node:url';
import type { ActivityInterceptorsFactory, BundleOptions } from '@temporalio/worker';
import { statechartWebpackConfigHook } from './bundler-options.ts';
import { heartbeatInterceptor } from './heartbeat-interceptor.ts';

/** Spread into the options of `Worker.create`. */
export interface StatechartWorkerOptions {
  readonly bundlerOptions: Pick<BundleOptions, 'webpackConfigHook'>;
  readonly interceptors: { activity: ActivityInterceptorsFactory[]; workflowModules: string[] };
  /** Milliseconds. */
  readonly maxHeartbeatThrottleInterval: number;
}

/**
 * The SDK holds a heartbeat back that follows another within four fifths of the heartbeat time-out, unless it is told a
 * shorter time: then the one that it sends has a fifth of the time-out to arrive.
 */
const MAX_HEARTBEAT_THROTTLE_MS = 500;

/** From the source it is TypeScript, from the build JavaScript. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const workflowModules = ['unrecorded-events', 'traced-tasks', 'run-carry'].map((name) =>
  fileURLToPath(new URL(`../workflow/${name}.${extension}`, import.meta.url)),
);

/**
 * What a worker that runs statecharts needs: bundler options, the heartbeats of activities, what hands an instance from
 * one run to the next, and what keeps all workers and replays to one order of events. With a bundle that was built ahead, see `statechartBundleOptions`.
 */
export function statechartWorkerOptions(): StatechartWorkerOptions {
  return {
    bundlerOptions: { webpackConfigHook: statechartWebpackConfigHook },
    interceptors: { activity: [heartbeatInterceptor], workflowModules },
    maxHeartbeatThrottleInterval: MAX_HEARTBEAT_THROTTLE_MS,
  };
}

/** Spread into the options of `bundleWorkflowCode`, when the bundle is built ahead. The worker still needs the interceptors. */
export function statechartBundleOptions(): Pick<BundleOptions, 'webpackConfigHook' | 'workflowInterceptorModules'> {
  return { webpackConfigHook: statechartWebpackConfigHook, workflowInterceptorModules: workflowModules };
}

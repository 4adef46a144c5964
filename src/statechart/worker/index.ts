import type { ActivityInterceptorsFactory, BundleOptions } from '@temporalio/worker';
import { statechartWebpackConfigHook } from './bundler-options.ts';
import { heartbeatInterceptor } from './heartbeat-interceptor.ts';

/** Spread into the options of a worker, and of a bundle that is built ahead. */
export interface StatechartWorkerOptions {
  readonly bundlerOptions: Pick<BundleOptions, 'webpackConfigHook'>;
  readonly interceptors: { activity: ActivityInterceptorsFactory[] };
}

/**
 * What a worker that runs statecharts needs: spread `bundlerOptions` and `interceptors` into `Worker.create`,
 * and `bundlerOptions` into `bundleWorkflowCode` when the bundle is built ahead.
 */
export function statechartWorkerOptions(): StatechartWorkerOptions {
  return {
    bundlerOptions: { webpackConfigHook: statechartWebpackConfigHook },
    interceptors: { activity: [heartbeatInterceptor] },
  };
}

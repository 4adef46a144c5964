import { statechartWebpackConfigHook } from './bundler-options.ts';
import { heartbeatInterceptor } from './heartbeat-interceptor.ts';

/**
 * What a worker that runs statecharts needs: spread `bundlerOptions` and `interceptors` into `Worker.create`,
 * and `bundlerOptions` into `bundleWorkflowCode` when the bundle is built ahead.
 */
export function statechartWorkerOptions() {
  return {
    bundlerOptions: { webpackConfigHook: statechartWebpackConfigHook },
    interceptors: { activity: [heartbeatInterceptor] },
  };
}

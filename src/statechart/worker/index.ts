import { fileURLToPath } from 'node:url';
import type { ActivityInterceptorsFactory, BundleOptions } from '@temporalio/worker';
import { statechartWebpackConfigHook } from './bundler-options.ts';
import { heartbeatInterceptor } from './heartbeat-interceptor.ts';

/** Spread into the options of `Worker.create`. */
export interface StatechartWorkerOptions {
  readonly bundlerOptions: Pick<BundleOptions, 'webpackConfigHook'>;
  readonly interceptors: { activity: ActivityInterceptorsFactory[]; workflowModules: string[] };
}

/** From the source it is TypeScript, from the build JavaScript. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const runCarryModule = fileURLToPath(new URL(`../workflow/run-carry.${extension}`, import.meta.url));

/**
 * What a worker that runs statecharts needs: bundler options, the heartbeats of activities, and what hands an instance
 * from one run to the next. With a bundle that was built ahead, see `statechartBundleOptions`.
 */
export function statechartWorkerOptions(): StatechartWorkerOptions {
  return {
    bundlerOptions: { webpackConfigHook: statechartWebpackConfigHook },
    interceptors: { activity: [heartbeatInterceptor], workflowModules: [runCarryModule] },
  };
}

/** Spread into the options of `bundleWorkflowCode`, when the bundle is built ahead. The worker still needs the interceptors. */
export function statechartBundleOptions(): Pick<BundleOptions, 'webpackConfigHook' | 'workflowInterceptorModules'> {
  return { webpackConfigHook: statechartWebpackConfigHook, workflowInterceptorModules: [runCarryModule] };
}

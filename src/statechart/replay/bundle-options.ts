import { fileURLToPath } from 'node:url';
import type { BundleOptions } from '@temporalio/worker';
import { statechartBundleOptions } from '../worker/index.ts';

/** From the source it is TypeScript, from the build JavaScript. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const recorderModule = fileURLToPath(new URL(`../workflow/replay-recorder.${extension}`, import.meta.url));

/**
 * For a bundle that is to be replayed with a comparison: spread into the options of `bundleWorkflowCode`. A bundle for
 * production is built with `statechartBundleOptions` and lacks what tells the comparison of the workflow.
 */
export function statechartReplayBundleOptions(): Pick<
  BundleOptions,
  'webpackConfigHook' | 'workflowInterceptorModules'
> {
  const options = statechartBundleOptions();
  return {
    ...options,
    workflowInterceptorModules: [...(options.workflowInterceptorModules ?? []), recorderModule],
  };
}

import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { statechartBundleOptions } from '../statechart/worker/index.ts';

/** Bundles workflows as a worker would. The build, the tests and a replay share it. */
export async function bundleWorkflows(workflowsPath: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('WARN'),
    ...statechartBundleOptions(),
  });
  return code;
}

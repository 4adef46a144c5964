import { proxyActivities } from '@temporalio/workflow';
import type { GraphActivities, GraphCallState, GraphRequest } from '../contract/graph-activities.ts';
import type { MediaWaits } from '../contract/graph-media.ts';
import { onceOptions } from './activity-options.ts';

export interface LookAtGraphCallInput extends GraphRequest {
  readonly waits: MediaWaits;
}

/**
 * Looks once at a call that is about to be adopted: for one that Graph does not know, nothing is begun.
 *
 * @throws ActivityFailure whose cause has the `ProviderFailure` as its first detail
 */
export async function lookAtGraphCall({ waits, ...request }: LookAtGraphCallInput): Promise<GraphCallState> {
  return proxyActivities<GraphActivities>(onceOptions(waits)).getGraphCall(request);
}

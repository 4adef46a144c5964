import type { CallStack, SimulatedGraph } from '../call-stack.ts';
import type { DataFolder } from './data-folder.ts';

export interface CurrentCall {
  readonly id: string;
  readonly isNew: boolean;
}

/** The ACS call that an earlier start created, if it is still there and sends its events to us; else a new one. */
export async function currentCall(stack: CallStack, data: DataFolder): Promise<CurrentCall> {
  const { simulator, callbackUri } = stack;
  const kept = data.call('acs');
  if (kept !== undefined) {
    const response = await simulator.request('GET', `/calling/callConnections/${kept}`);
    const call = (await response.json()) as { callConnectionState?: string; callbackUri?: string };
    if (response.ok && call.callConnectionState === 'connected' && call.callbackUri === callbackUri) {
      return { id: kept, isNew: false };
    }
  }
  const id = await simulator.createCall({ callbackUri });
  data.rememberCall('acs', id);
  return { id, isNew: true };
}

/** The same on Graph. */
export async function currentGraphCall(
  { simulator, callbackUri, tenantId }: SimulatedGraph,
  data: DataFolder,
): Promise<CurrentCall> {
  const kept = data.call('graph');
  if (kept !== undefined) {
    const response = await simulator.request('GET', `/v1.0/communications/calls/${kept}`);
    const call = (await response.json()) as { state?: string; callbackUri?: string };
    if (response.ok && call.state === 'established' && call.callbackUri === callbackUri) {
      return { id: kept, isNew: false };
    }
  }
  const id = await simulator.createCall({ callbackUri, tenantId });
  data.rememberCall('graph', id);
  return { id, isNew: true };
}

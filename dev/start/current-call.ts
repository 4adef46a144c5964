import type { CallStack } from '../call-stack.ts';
import type { DataFolder } from './data-folder.ts';

export interface CurrentCall {
  readonly id: string;
  readonly isNew: boolean;
}

/** The call that an earlier start created, if it is still there and sends its events to us; else a new one. */
export async function currentCall(stack: CallStack, data: DataFolder): Promise<CurrentCall> {
  const { simulator, callbackUri } = stack;
  const kept = data.call();
  if (kept !== undefined) {
    const response = await simulator.request('GET', `/calling/callConnections/${kept}`);
    const call = (await response.json()) as { callConnectionState?: string; callbackUri?: string };
    if (response.ok && call.callConnectionState === 'connected' && call.callbackUri === callbackUri) {
      return { id: kept, isNew: false };
    }
  }
  const id = await simulator.createCall({ callbackUri });
  data.rememberCall(id);
  return { id, isNew: true };
}

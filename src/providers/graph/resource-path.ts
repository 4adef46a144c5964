import { normaliseGraphId } from '../../contract/graph-id.ts';

/** What a path of Graph names, with normalised ids. */
export interface ResourcePath {
  readonly callId: string;
  /** What of the call: `operations`, `participants`; absent for the call itself. */
  readonly collection?: string;
  /** Of the operation or whatever else is in the collection. */
  readonly itemId?: string;
}

const VERSION = /^(?:v\d+\.\d+|beta)$/i;
const ROOT = /^(?:app|communications)$/i;

/**
 * Reads `/communications/calls/{id}[/operations/{id}]`, also in its older form (`/app/calls/…`), with a version before
 * it, or as a whole address, as a `Location` header has it. `undefined` for what names no call.
 *
 * @see Microsoft Graph, commsNotification, `resourceUrl`; the legacy twin `resource` is seen on live traffic
 */
export function readResourcePath(text: string): ResourcePath | undefined {
  const path = text.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  const parts = path.split('/').filter((part) => part !== '');
  if (VERSION.test(parts[0] ?? '')) parts.shift();
  if (ROOT.test(parts[0] ?? '')) parts.shift();
  const [calls, callId, collection, itemId] = parts;
  if (calls?.toLowerCase() !== 'calls' || callId === undefined) return undefined;
  return {
    callId: normaliseGraphId(callId),
    ...(collection !== undefined && { collection: collection.toLowerCase() }),
    // An invitation's notification names the collection of the roster where the id of the operation belongs.
    ...(itemId !== undefined && itemId !== 'participants' && { itemId: normaliseGraphId(itemId) }),
  };
}

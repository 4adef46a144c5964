import { readFileSync } from 'node:fs';
import path from 'node:path';

/*
 * Notifications of Graph calls as they were captured, where the folder of recordings is named in
 * DURABLE_CALLS_RECORDINGS. Nothing of them is kept here.
 */

const all = process.env['DURABLE_CALLS_RECORDINGS'];
export const graphRecordingsAreThere = all !== undefined;

/** What stands in a recording for the context and the id of an operation of ours. */
const PLACEHOLDER = /\$(ctx|op)\((\w+)\)/g;

/** @param named puts a client context or an operation id in the place of those of the recording */
export function recordedDeliveries(
  file: string,
  named: (what: 'ctx' | 'op', operation: string) => string,
): readonly { readonly value: readonly unknown[] }[] {
  const text = readFileSync(path.join(all ?? '', 'graph', `${file}.json`), 'utf8');
  const filled = text.replaceAll(PLACEHOLDER, (_whole, what: 'ctx' | 'op', operation: string) =>
    named(what, operation),
  );
  return (JSON.parse(filled) as { deliveries: { value: unknown[] }[] }).deliveries;
}

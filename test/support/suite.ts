export const isFull = (process.env['DURABLE_CALLS_SUITE'] ?? '') !== '';

/** What can be had in any number: in `npm test` as many as there is time for, in `npm run test:full` more. */
export function forSuite({ gate, full }: { readonly gate: number; readonly full: number }): number {
  return isFull ? full : gate;
}

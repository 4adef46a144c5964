import type { Delivery } from '../messages.ts';
import type { ActivityOutcome } from './activity-calls.ts';

/** Something that comes to a machine from outside, at a simulated time in milliseconds since the epoch. */
export type RunInput = { readonly at: number } & (
  | { readonly kind: 'command'; readonly delivery: Delivery }
  | { readonly kind: 'notification'; readonly deliveries: readonly Delivery[] }
  | { readonly kind: 'cancellation' }
  | { readonly kind: 'alarm'; readonly alarm: number }
  | { readonly kind: 'activity'; readonly call: number; readonly outcome: ActivityOutcome }
);

/** `the command PAY`: for people to read. */
export function nameOfInput(input: RunInput): string {
  switch (input.kind) {
    case 'command':
      return `the command ${input.delivery.event.type}`;
    case 'notification':
      return `the notification ${input.deliveries.map(({ event }) => event?.type).join(', ')}`;
    case 'cancellation':
      return 'the request to cancel';
    case 'alarm':
      return `the time ${new Date(input.at).toISOString()}`;
    case 'activity':
      return `the end of activity call ${input.call}`;
  }
}

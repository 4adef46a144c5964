import { AlreadySettled, EventRefused, InvalidEvent, MachineFailed, type StatechartError } from '../client/errors.ts';
import type { Refusal } from '../host/admission.ts';
import type { StatechartHost } from '../host/statechart-host.ts';

/** A refused command as the client of a service throws it. */
export function asClientError({ kind, message }: Refusal, id: string, host: StatechartHost): StatechartError {
  const view = host.view();
  switch (kind) {
    case 'alreadySettled':
      return new AlreadySettled(id, view);
    case 'eventRefused':
    case 'tooManyWaits':
      return new EventRefused(message, view.value, view.accepts, host.answer());
    case 'invalidEvent':
    case 'reservedEvent':
      return new InvalidEvent(message);
    case 'guardFailed':
    case 'statechartFailed':
      return new MachineFailed(message, host.failure?.record, view);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled, type Watched } from './watched.ts';

/** The id of the last event: after it there is nothing more to come. */
export const END = 'settled';

/** Of a view. */
const KEPT_TRANSITIONS = 50;
const SILENCE_MS = 15_000;
const COME_AGAIN = 'retry: 1000\n\n';

/**
 * What views tell, as server-sent events: each transition under its number; `gap` with the whole view where transitions
 * are no longer kept; `settled` with the whole view at the end. A comment where nothing has happened for 15 s, so that
 * nobody on the way takes the connection for dead.
 *
 * @param lastSeen the number of the last transition that the receiver has seen; 0 for none
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* eventStream(
  views: AsyncGenerator<Watched, void>,
  lastSeen: number,
): AsyncGenerator<string, void> {
  yield COME_AGAIN;
  let seen = lastSeen;
  let next = views.next();
  try {
    for (;;) {
      const told = await withinSilence(next);
      if (told === undefined) {
        yield ': still here\n\n';
        continue;
      }
      if (told.done) return;
      yield eventsOf(told.value, seen);
      seen = Math.max(seen, told.value.revision);
      next = views.next();
    }
  } finally {
    await views.return();
  }
}

/** `undefined` when nothing has come. */
async function withinSilence<T>(next: Promise<T>): Promise<T | undefined> {
  const waiting = new AbortController();
  const silence = sleep(SILENCE_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
  try {
    return await Promise.race([next, silence]);
  } finally {
    waiting.abort();
  }
}

function eventsOf(view: Watched, seen: number): string {
  const hasGap = view.revision - seen > KEPT_TRANSITIONS;
  const fresh = view.transitions.filter(({ revision }) => revision > seen);
  const transitions = fresh.map((transition) => event('transition', String(transition.revision), transition));
  return [
    ...(hasGap ? [event('gap', String(view.revision), view)] : transitions),
    ...(isSettled(view) ? [event('settled', END, view)] : []),
  ].join('');
}

/** JSON has no line breaks: its data is one line. */
function event(type: string, id: string, data: unknown): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

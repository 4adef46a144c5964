import { and, not, or, type AnyStateNode, type AnyTransitionDefinition } from 'xstate';

/** What a transition waits for, in the words of the machine: `acs.X`, `done charge`, `error charge`, `after grace`, `always`. */
function eventWords({ eventType, source }: Pick<AnyTransitionDefinition, 'eventType' | 'source'>): string {
  if (eventType === '') return 'always';
  const [, kind, what = ''] =
    /^xstate\.(done\.actor|done\.state|error\.actor|snapshot|after)\.(.*)$/.exec(eventType) ?? [];
  switch (kind) {
    case 'done.actor':
      return `done ${what}`;
    case 'error.actor':
      return `error ${what}`;
    case 'done.state':
      return 'done';
    case 'snapshot':
      return `snapshot ${what}`;
    case 'after':
      return `after ${delayWords(what, source)}`;
    default:
      return eventType;
  }
}

/** The event of a delay ends with the id of its state. */
function delayWords(what: string, { id }: Pick<AnyStateNode, 'id'>): string {
  const delay = what.endsWith(`.${id}`) ? what.slice(0, -id.length - 1) : what;
  return /^\d+$/.test(delay) ? `${delay} ms` : delay;
}

/** JavaScript names a function that is written in place after the property that holds it. */
const NAMES_OF_NAMELESS = new Set(['', 'guard']);

const NAMELESS = '…';

type Combining = ((...args: never[]) => unknown) & {
  readonly check?: unknown;
  readonly guards?: readonly unknown[];
};

const [AND, OR, NOT] = [and(['a', 'b']), or(['a', 'b']), not('a')].map((guard) => (guard as Combining).check);

/** `isOurCall`, `noIs(throttled)`, `not isOver`, `isOurs and isWished`; one without a name is `…`. */
function guardWords(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') return functionWords(guard as Combining);
  const { type, params } = guard as { readonly type: string; readonly params?: unknown };
  return params === undefined ? type : `${type}(${typeof params === 'function' ? NAMELESS : valueWords(params)})`;
}

function functionWords(guard: Combining): string {
  const { check, guards = [] } = guard;
  if (check === AND) return guards.map(operandWords).join(' and ');
  if (check === OR) return guards.map(operandWords).join(' or ');
  if (check === NOT) return `not ${guards.map(operandWords).join()}`;
  return NAMES_OF_NAMELESS.has(guard.name) ? NAMELESS : guard.name;
}

/** Within another guard. */
function operandWords(guard: unknown): string {
  const { check } = guard as Combining;
  return check === AND || check === OR ? `(${guardWords(guard)})` : guardWords(guard);
}

function valueWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** One of several for the same event has its place among them: the first whose guard holds is taken. */
export function transitionWords(transition: AnyTransitionDefinition): string {
  const { source, eventType, guard } = transition;
  const rivals = eventType === '' ? (source.always ?? []) : (source.transitions.get(eventType) ?? []);
  const place = rivals.length > 1 ? ` ${rivals.indexOf(transition) + 1}/${rivals.length}` : '';
  return `${eventWords(transition)}${place}${guard === undefined ? '' : ` [${guardWords(guard)}]`}`;
}

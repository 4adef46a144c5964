import type { AnyActorRef } from 'xstate';

/** Something in a context, an event or an output that does not survive being written down. */
export class NotCarriable extends Error {
  override readonly name = 'NotCarriable';
}

/** Marks what JSON alone would lose. */
const KIND = '@kind';

interface Marked {
  readonly [KIND]: string;
  readonly value?: unknown;
}

/**
 * Writes a value down as JSON: Date, Map, Set, undefined, NaN, bigint, Error and bytes keep what they are, and an actor
 * is written as its path.
 *
 * @throws NotCarriable, naming the place, for functions, symbols, instances of classes and circles
 */
export function encode(value: unknown, place: string, pathOf: (actor: AnyActorRef) => string): unknown {
  const above: object[] = [];
  const mark = (kind: string, inner?: unknown): Marked =>
    inner === undefined ? { [KIND]: kind } : { [KIND]: kind, value: inner };

  function write(current: unknown, at: string): unknown {
    if (current === undefined) return mark('undefined');
    if (typeof current === 'number') {
      return Number.isFinite(current) && !Object.is(current, -0)
        ? current
        : mark('number', Object.is(current, -0) ? '-0' : String(current));
    }
    if (typeof current === 'bigint') return mark('bigint', String(current));
    if (typeof current === 'function' || typeof current === 'symbol')
      throw new NotCarriable(`${at} is a ${typeof current}`);
    if (typeof current !== 'object' || current === null) return current;
    if (above.includes(current)) throw new NotCarriable(`${at} contains itself`);
    above.push(current);
    try {
      return writeObject(current, at);
    } finally {
      above.pop();
    }
  }

  function writeObject(current: object, at: string): unknown {
    if (isActor(current)) return mark('actor', pathOf(current));
    if (Array.isArray(current)) return current.map((item, index) => write(item, `${at}[${index}]`));
    if (current instanceof Date) return mark('date', Number.isNaN(current.getTime()) ? 'invalid' : current.getTime());
    if (current instanceof Map) {
      return mark(
        'map',
        [...current].map(([key, item], index) => [
          write(key, `${at} key ${index}`),
          write(item, `${at} entry ${index}`),
        ]),
      );
    }
    if (current instanceof Set)
      return mark(
        'set',
        [...current].map((item, index) => write(item, `${at} item ${index}`)),
      );
    if (current instanceof Uint8Array) return mark('bytes', [...current]);
    if (current instanceof Error) {
      const { name, message, stack, cause } = current;
      return mark('error', {
        name,
        message,
        ...(stack !== undefined && { stack }),
        ...(cause !== undefined && { cause: write(cause, `${at}.cause`) }),
        own: entriesOf(current, at, ['name', 'message', 'stack', 'cause']),
      });
    }
    if (!isPlain(current)) throw new NotCarriable(`${at} is an instance of ${current.constructor.name}`);
    if (KIND in current) return mark('object', entriesOf(current, at));
    return Object.fromEntries(entriesOf(current, at));
  }

  function entriesOf(current: object, at: string, without: readonly string[] = []): [string, unknown][] {
    return Object.entries(current)
      .filter(([key]) => !without.includes(key))
      .map(([key, item]) => [key, write(item, `${at}.${key}`)]);
  }

  return write(value, place);
}

/** Reads what `encode` wrote. `actorAt` gives the actor of a path; one that is gone reads as undefined. */
export function decode(value: unknown, actorAt: (path: string) => AnyActorRef | undefined): unknown {
  const read = (current: unknown): unknown => {
    if (typeof current !== 'object' || current === null) return current;
    if (Array.isArray(current)) return current.map(read);
    if (!(KIND in current)) return Object.fromEntries(Object.entries(current).map(([key, item]) => [key, read(item)]));
    return readMarked(current as Marked);
  };
  const readMarked = ({ [KIND]: kind, value: inner }: Marked): unknown => {
    switch (kind) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(inner);
      case 'bigint':
        return BigInt(inner as string);
      case 'date':
        return new Date(inner === 'invalid' ? Number.NaN : (inner as number));
      case 'map':
        return new Map((inner as [unknown, unknown][]).map(([key, item]) => [read(key), read(item)]));
      case 'set':
        return new Set((inner as unknown[]).map(read));
      case 'bytes':
        return Uint8Array.from(inner as number[]);
      case 'error':
        return readError(inner as WrittenError);
      case 'actor':
        return actorAt(inner as string);
      case 'object':
        return Object.fromEntries((inner as [string, unknown][]).map(([key, item]) => [key, read(item)]));
      default:
        throw new NotCarriable(`a value of the unknown kind ${kind}`);
    }
  };
  const readError = ({ name, message, stack, cause, own }: WrittenError): Error => {
    const error = new Error(message, cause === undefined ? undefined : { cause: read(cause) });
    Object.assign(error, Object.fromEntries(own.map(([key, item]) => [key, read(item)])));
    Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
    Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true });
    return error;
  };
  return read(value);
}

interface WrittenError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: unknown;
  readonly own: [string, unknown][];
}

function isActor(value: object): value is AnyActorRef {
  return 'sessionId' in value && 'send' in value && 'ref' in value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || (prototype as object).constructor?.name === 'Object';
}

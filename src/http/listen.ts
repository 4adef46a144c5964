import { CannotStart } from './cannot-start.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How a listener is called in sentences, and the variables that it listens by. */
interface ListenerWords {
  readonly who: string;
  readonly hostVariable: string;
  readonly portVariable: string;
}

/** @throws CannotStart when the address cannot be had */
export async function listen(
  listener: { listen(address: Address): Promise<unknown> },
  address: Address,
  words: ListenerWords,
): Promise<void> {
  try {
    await listener.listen(address);
  } catch (error) {
    throw cannotListen(error, address, words) ?? error;
  }
}

/** `undefined` for what is no matter of the address. */
export function cannotListen(
  error: unknown,
  { host, port }: Address,
  { who, hostVariable, portVariable }: ListenerWords,
): CannotStart | undefined {
  const why = whyNot((error as NodeJS.ErrnoException).code, hostVariable, portVariable);
  if (why === undefined) return undefined;
  return new CannotStart(`${who} cannot listen on ${host}:${port}: ${why}.`, { cause: error });
}

function whyNot(code: string | undefined, hostVariable: string, portVariable: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `the port is in use. Stop the program that uses it, or set ${portVariable}`;
    case 'EACCES':
      return `this user may not use the port. Set ${portVariable} to one above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `this machine has no such address. Set ${hostVariable}`;
    default:
      return undefined;
  }
}

import { isPortFree } from '../free-port.ts';
import { STACK_PORTS, type StackPort, type StackSettings } from './settings.ts';

/** Those that nobody else may use; Temporal's only when the server is our own. */
export function neededPorts(env: NodeJS.ProcessEnv): StackPort[] {
  const temporalIsNamed = Boolean(env['TEMPORAL_ADDRESS']);
  return (Object.keys(STACK_PORTS) as StackPort[]).filter((name) => !temporalIsNamed || !name.startsWith('temporal'));
}

/** One sentence for each port that cannot be listened on. */
export async function portsInTheWay(
  ports: StackSettings['ports'],
  needed: readonly StackPort[],
): Promise<readonly string[]> {
  const sentences = await Promise.all(needed.map((name) => whyNot(name, ports[name])));
  return sentences.filter((sentence) => sentence !== undefined);
}

async function whyNot(name: StackPort, port: number): Promise<string | undefined> {
  const { who, variable } = STACK_PORTS[name];
  const remedy = `set ${variable} to another port.`;
  try {
    if (await isPortFree(port)) return undefined;
    return `${who} cannot use port ${port}: it is in use. Stop the program that uses it, or ${remedy}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EACCES' ? 'this user may not listen on it' : message;
    return `${who} cannot use port ${port}: ${reason}. Please ${remedy}`;
  }
}

import { STACK_PROCESSES, startCallStack, type CallStack, type GraphSetup } from '../../dev/call-stack.ts';
import { programs } from './programs.ts';
import { sharedStack } from './shared-stacks.ts';
import { cacheSettings, stackSettings, type StackKind } from './stack-settings.ts';

/** The stack that a file's tests use. */
export interface FileStack {
  readonly stack: CallStack;
  readonly taskQueue: string;
  readonly isShared: boolean;
}

function refuse(): never {
  throw new Error('the stack is shared: a file that ends or reads its processes needs one of its own');
}

/** For a file that needs no settings of its own, ends no process, and reads no log. */
export async function stackOfTheRun(kind: StackKind): Promise<FileStack> {
  const { stack, taskQueue } = await sharedStack(kind);
  const unreachable = { process: refuse, start: refuse, startAnotherWorker: refuse, stop: () => Promise.resolve() };
  return { stack: { ...stack, ...unreachable }, taskQueue, isShared: true };
}

export interface OwnStackOptions {
  readonly env: Readonly<Record<string, string>>;
  /** The way by which the stack reaches Temporal. */
  readonly temporalAddress: string;
  readonly graph?: GraphSetup | undefined;
  readonly onLine: (line: string) => void;
}

export async function stackOfTheFile({ env, temporalAddress, graph, onLine }: OwnStackOptions): Promise<FileStack> {
  const settings = stackSettings(graph === undefined ? 'acs' : 'graph', { ...cacheSettings(), ...env });
  const stack = await startCallStack({
    ...programs(),
    temporalAddress,
    ...(graph && { graph }),
    env: settings,
    onLine: (name, line) => onLine(`${name} ${line}`),
  });
  return { stack, taskQueue: settings.DURABLE_CALLS_TASK_QUEUE, isShared: false };
}

/** Starts the processes again that a test has ended. */
export async function startWhatHasEnded(stack: CallStack): Promise<void> {
  for (const name of STACK_PROCESSES) {
    const stillRuns = new Promise<true>((resolve) => setImmediate(() => resolve(true)));
    const runs = await Promise.race([stack.process(name).exited, stillRuns]);
    if (runs !== true) await stack.start(name);
  }
}

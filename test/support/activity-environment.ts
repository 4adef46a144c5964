import { ApplicationFailure } from '@temporalio/common';
import type { Logger, LogMetadata } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';

interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly meta?: LogMetadata | undefined;
}

/** Where one attempt of an activity runs, and what it writes. */
export function environment(attempt = 1) {
  const lines: LogLine[] = [];
  const write = (level: string) => (message: string, meta?: LogMetadata) => void lines.push({ level, message, meta });
  const logger: Logger = {
    log: (level, message, meta) => write(level)(message, meta),
    trace: write('TRACE'),
    debug: write('DEBUG'),
    info: write('INFO'),
    warn: write('WARN'),
    error: write('ERROR'),
  };
  const env = new MockActivityEnvironment({ attempt }, { logger });
  return { env, ownLines: () => lines.filter(({ message }) => !message.startsWith('Activity ')), lines };
}

export async function failureOf(run: Promise<unknown>): Promise<ApplicationFailure> {
  const reason = await run.then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  );
  if (!(reason instanceof ApplicationFailure)) throw reason;
  return reason;
}

import type { LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Hands what Temporal logs to a logger of ours, with the errors in it as records that can be read. */
export function temporalLogTo(logger: Logger): (entry: LogEntry) => void {
  return ({ level, message, meta = {} }) => {
    const fields = Object.entries(meta).map(([name, value]) => [
      name,
      value instanceof Error ? errorRecord(value) : (value as unknown),
    ]);
    logger[levelOf(level)](Object.fromEntries(fields), message);
  };
}

interface ErrorRecord {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Types and messages of what caused it, and what caused that. */
  readonly causes?: readonly string[];
}

/** Without the details of a failure: those of a failed machine hold its view, and in it people. */
function errorRecord(error: Error): ErrorRecord {
  const causes = causesOf(error).map((cause) => `${typeOf(cause)}: ${cause.message}`);
  return {
    type: typeOf(error),
    message: error.message,
    stack: error.stack,
    ...(causes.length > 0 && { causes }),
  };
}

/** An application failure says in its `type` more than its class does. */
function typeOf(error: Error & { readonly type?: unknown }): string {
  return typeof error.type === 'string' ? error.type : error.name;
}

const MOST_CAUSES = 10;

function causesOf(error: Error): Error[] {
  const causes: Error[] = [];
  let { cause } = error;
  while (cause instanceof Error && causes.length < MOST_CAUSES) {
    causes.push(cause);
    ({ cause } = cause);
  }
  return causes;
}

function levelOf(level: LogEntry['level']): 'trace' | 'debug' | 'info' | 'warn' | 'error' {
  return level.toLowerCase() as 'trace' | 'debug' | 'info' | 'warn' | 'error';
}

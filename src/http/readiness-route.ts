import { PROBE, type Description, type Routes } from './routes.ts';

/** Why a process is not ready, in one word. */
export type NotReady = keyof typeof DETAILS;

const DETAILS = {
  starting: 'The process is starting.',
  draining: 'The process was told to stop, and finishes what is under way.',
  temporal: 'Temporal does not answer.',
} as const;

/**
 * Whether the process does its work. A reason is no error, and leaves no line in the log.
 *
 * @param whyNot `undefined` when it is ready
 */
export function readinessRoute(
  app: Routes,
  whyNot: () => Promise<NotReady | undefined>,
  schema: Description = {},
): void {
  app.get('/readyz', { ...PROBE, schema }, async (_, reply) => {
    const reason = await whyNot();
    if (reason === undefined) return { status: 'ready' };
    return reply.status(503).type('application/problem+json').send({
      type: 'https://durable-calls.dev/problems/not-ready',
      title: 'The process is not ready',
      status: 503,
      detail: DETAILS[reason],
      reason,
    });
  });
}

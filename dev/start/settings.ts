import { join, resolve } from 'node:path';

export type StackPort = keyof typeof STACK_PORTS;

/** Of each port: who listens there, which variable changes it, and what it is otherwise. */
export const STACK_PORTS = {
  api: { who: 'The API', variable: 'DURABLE_CALLS_API_PORT', initial: 8080 },
  webhooks: { who: 'The webhook listener', variable: 'DURABLE_CALLS_WEBHOOK_PORT', initial: 8081 },
  simulator: { who: 'The simulator', variable: 'DURABLE_CALLS_SIMULATOR_PORT', initial: 8082 },
  graph: { who: 'The simulator of Graph', variable: 'DURABLE_CALLS_GRAPH_SIMULATOR_PORT', initial: 8083 },
  worker: { who: 'The worker', variable: 'DURABLE_CALLS_WORKER_PORT', initial: 8084 },
  temporal: { who: 'The Temporal server', variable: 'DURABLE_CALLS_TEMPORAL_PORT', initial: 7233 },
  temporalUi: { who: "Temporal's web UI", variable: 'DURABLE_CALLS_TEMPORAL_UI_PORT', initial: 8233 },
} as const;

export interface StackSettings {
  readonly ports: Readonly<Record<StackPort, number>>;
  /** Keeps the stack's data from one start to the next. */
  readonly dataDir: string;
}

/** @throws Error with every mistake at once, one line each */
export function readStackSettings(env: NodeJS.ProcessEnv, projectDir: string): StackSettings {
  const mistakes: string[] = [];
  const users = new Map<number, string>();
  const ports = Object.entries(STACK_PORTS).map(([name, { variable, initial }]): [string, number] => {
    const text = env[variable] || String(initial);
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (port < 1 || port > 65_535) mistakes.push(`${variable} must be a port number from 1 to 65535, not "${text}".`);
    else if (users.has(port))
      mistakes.push(`${variable} and ${users.get(port)} are both ${port}: give one another port.`);
    else users.set(port, variable);
    return [name, port];
  });
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return {
    ports: Object.fromEntries(ports) as Record<StackPort, number>,
    dataDir: resolve(env['DURABLE_CALLS_DATA_DIR'] || join(projectDir, '.durable-calls')),
  };
}

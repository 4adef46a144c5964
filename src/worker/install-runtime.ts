import { createServer, type AddressInfo } from 'node:net';
import { Runtime, type Logger as TemporalLogger } from '@temporalio/worker';
import { processMetrics } from '../http/metrics-route.ts';

const SECONDS_OF_AN_OPERATION = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 900, 3_600, 14_400];
const SECONDS_OF_A_REQUEST = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60];

const EXPORTER_TIMEOUT_MS = 5_000;
const ATTEMPTS = 10;

export interface RuntimeMetrics {
  /** All of the process, as Prometheus reads it. */
  read(): Promise<string>;
}

/**
 * Installs the runtime of Temporal's SDK, once in a process, with its metrics, and ours beside them. Its exporter listens
 * by itself, and does not tell where if it is to choose: it is given a port of this machine that was free a moment ago,
 * and another one when somebody was faster.
 *
 * @param choosePort gives a port of 127.0.0.1
 */
export async function installRuntime(
  logger: TemporalLogger,
  choosePort: () => Promise<number> = freePort,
): Promise<RuntimeMetrics> {
  const ofProcess = processMetrics();
  for (let attempt = 1; ; attempt++) {
    const bindAddress = `127.0.0.1:${await choosePort()}`;
    try {
      Runtime.install({ logger, telemetryOptions: { metrics: metricsAt(bindAddress) } });
      return { read: async () => `${await exportedAt(bindAddress)}\n${await ofProcess.metrics()}` };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

function metricsAt(bindAddress: string) {
  return {
    attachServiceName: false,
    prometheus: {
      bindAddress,
      histogramBucketOverrides: {
        durable_calls_operation_settle_seconds: SECONDS_OF_AN_OPERATION,
        durable_calls_operation_state_seconds: SECONDS_OF_AN_OPERATION,
        durable_calls_provider_request_seconds: SECONDS_OF_A_REQUEST,
      },
    },
  };
}

async function exportedAt(bindAddress: string): Promise<string> {
  const exported = await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(EXPORTER_TIMEOUT_MS) });
  return exported.text();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

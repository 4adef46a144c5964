import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram } from 'prom-client';
import { processMetrics } from '../http/metrics-route.ts';
import { problemAnswered } from './problem.ts';

/** Up to the longest that an answer is held. */
const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

type Provider = 'acs' | 'graph';

/** What became of the elements of a delivery. */
export interface NotificationCounts {
  readonly delivered: number;
  /** For no operation, or none that is open. */
  readonly ofNoOpenOperation: number;
  /** Of a type that tells us nothing. */
  readonly ofNoConcern: number;
  readonly unreadable: number;
}

/** What one server measures, in a registry of its own. */
export class ServerMetrics {
  readonly #registry = processMetrics();
  readonly #registers = [this.#registry];
  readonly #seconds = new Histogram({
    name: 'durable_calls_http_request_seconds',
    help: 'Requests that were answered, by listener, route, method, status and problem.',
    labelNames: ['listener', 'route', 'method', 'status', 'problem'],
    buckets: SECONDS,
    registers: this.#registers,
  });
  readonly #open = new Gauge({
    name: 'durable_calls_http_requests_open',
    help: 'Requests that are not answered yet, by listener; those that are held are among them.',
    labelNames: ['listener'],
    registers: this.#registers,
  });
  readonly #notifications = new Counter({
    name: 'durable_calls_webhook_notifications_total',
    help: 'What was told in deliveries, by provider and by what became of it.',
    labelNames: ['provider', 'result'],
    registers: this.#registers,
  });
  readonly #contradictions = new Counter({
    name: 'durable_calls_contradictions_total',
    help: 'Events that tell otherwise than the outcome with which their operation has settled, by kind of operation.',
    labelNames: ['kind'],
    registers: this.#registers,
  });

  read(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Measures every request of a listener from its arrival until nobody waits for its answer any more. */
  measure(app: Pick<FastifyInstance, 'addHook'>, listener: string): void {
    app.addHook('onRequest', async (request, reply) => {
      const begun = performance.now();
      this.#open.inc({ listener });
      reply.raw.once('close', () => {
        this.#open.dec({ listener });
        const labels = {
          listener,
          route: request.routeOptions.url ?? 'none',
          method: request.method,
          status: reply.raw.writableFinished ? String(reply.statusCode) : 'aborted',
          problem: problemAnswered(request) ?? 'none',
        };
        this.#seconds.observe(labels, (performance.now() - begun) / 1_000);
      });
    });
  }

  delivery(provider: Provider, counts: NotificationCounts): void {
    for (const [result, count] of Object.entries(counts)) this.#notifications.inc({ provider, result }, count);
  }

  contradiction(kind: 'addParticipant'): void {
    this.#contradictions.inc({ kind });
  }
}

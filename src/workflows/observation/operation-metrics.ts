import { log, metricMeter } from '@temporalio/workflow';
import type { MediaKind } from '../../contract/graph-media.ts';

type MeasuredKind = 'addParticipant' | 'graphCall' | MediaKind;

/** What of an operation is measured. */
export interface MeasuredOperation {
  readonly kind: MeasuredKind;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly outcome?: MeasuredOutcome;
  /** What the provider told against what it told before; a new array with each. */
  readonly contradictions?: readonly string[];
}

/** The words of an outcome that are from closed sets; what the provider said is not. */
interface MeasuredOutcome {
  readonly type: string;
  readonly how?: string;
  readonly reason?: string;
  readonly notRemoved?: string;
}

/** Counts what becomes of the operations of a workflow, and says so in the log; in a replay, nothing. */
export class OperationMetrics {
  readonly #started = metricMeter.createCounter(
    'durable_calls_operations_started_total',
    '',
    'Operations that were begun, by kind.',
  );
  readonly #settled = metricMeter.createCounter(
    'durable_calls_operations_settled_total',
    '',
    'Operations that have settled, by kind, outcome and reason.',
  );
  readonly #settleSeconds = metricMeter.createHistogram(
    'durable_calls_operation_settle_seconds',
    'float',
    's',
    'From the request of an operation to its outcome, by kind and outcome.',
  );
  readonly #stateSeconds = metricMeter.createHistogram(
    'durable_calls_operation_state_seconds',
    'float',
    's',
    'How long operations were in a state that they have left, by kind and state.',
  );
  readonly #contradictions = metricMeter.createCounter(
    'durable_calls_contradictions_total',
    '',
    'What a provider told against what it told before, by kind of operation.',
  );

  /** What a transition has made of an operation; `before` is absent where there was none. */
  changed(operationId: string, before: MeasuredOperation | undefined, now: MeasuredOperation): void {
    const { kind } = now;
    if (before === undefined) this.#started.add(1, { kind });
    else if (before.contradictions !== now.contradictions) this.#contradictions.add(1, { kind });
    if (before?.outcome === undefined && now.outcome !== undefined) this.#settledAs(operationId, now, now.outcome);
  }

  left(kind: MeasuredKind, state: string, ms: number): void {
    this.#stateSeconds.record(ms / 1_000, { kind, state });
  }

  #settledAs(operationId: string, { kind, requestedAt }: MeasuredOperation, told: MeasuredOutcome): void {
    const { type: outcome, how, reason, notRemoved } = told;
    const why = how ?? reason ?? notRemoved;
    // A server's clock has given the beginning.
    const ms = Math.max(0, Date.now() - Date.parse(requestedAt));
    this.#settled.add(1, { kind, outcome, reason: why ?? 'none' });
    this.#settleSeconds.record(ms / 1_000, { kind, outcome });
    log.info('operation settled', { operationId, kind, outcome, ...(why !== undefined && { reason: why }), ms });
  }
}

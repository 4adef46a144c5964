import type { OperationView } from '../contract/operation-view.ts';
import type { FailureRecord } from '../statechart/client/index.ts';

/** What the errors of call operations have in common: a `code` that stays the same over versions. */
abstract class CallOperationError extends Error {
  abstract readonly code: string;
  override get name(): string {
    return this.constructor.name;
  }
}

export class UnknownOperation extends CallOperationError {
  readonly code = 'UNKNOWN_OPERATION';
  constructor(operationId: string) {
    super(`There is no operation ${operationId}, or its retention has passed.`);
  }
}

/** It cannot be cancelled any more. */
export class OperationSettled extends CallOperationError {
  readonly code = 'OPERATION_SETTLED';
  readonly view: OperationView;
  constructor(view: OperationView) {
    super(`The operation has settled as ${view.outcome?.type ?? 'unknown'}; there is nothing left to cancel.`);
    this.view = view;
  }
}

/** A defect of ours ended the operation; what became of the invitation is not known. */
export class OperationFailed extends CallOperationError {
  readonly code = 'OPERATION_FAILED';
  readonly failure: FailureRecord | undefined;
  constructor(operationId: string, failure: FailureRecord | undefined) {
    super(`The operation ${operationId} failed by a defect: ${failure?.message ?? 'it was ended from outside'}.`);
    this.failure = failure;
  }
}

/** The time after which nobody may be rung has passed before the operation was accepted. */
export class NotAfterPassed extends CallOperationError {
  readonly code = 'NOT_AFTER_PASSED';
  constructor() {
    super('notAfter has passed already: nothing was started.');
  }
}

/** The idempotency key was used before, with another request. */
export class IdempotencyKeyReused extends CallOperationError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  constructor() {
    super('This idempotency key was used before, with another request.');
  }
}

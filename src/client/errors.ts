import type { MediaOperationView } from '../contract/graph-media-view.ts';
import type { OperationView } from '../contract/operation-view.ts';
import type { FailureRecord } from '../statechart/client/index.ts';

/** What the errors of call operations have in common: a `code` that stays the same over versions. */
export abstract class CallOperationError extends Error {
  abstract readonly code: string;
  override get name(): string {
    return this.constructor.name;
  }
}

/** What is wrong in a request, and where. */
export interface Mistake {
  /** RFC 6901: into the request. */
  readonly pointer: string;
  readonly detail: string;
}

/** The request is not valid: nothing was started. The message names fields, never their values. */
export class InvalidRequest extends CallOperationError {
  readonly code = 'INVALID_REQUEST';
  readonly errors: readonly Mistake[];
  constructor(errors: readonly Mistake[]) {
    super(`${errors.map(({ pointer, detail }) => `${pointer || 'the request'} ${detail}`).join('; ')}.`);
    this.errors = errors;
  }
}

/** The token is of a list with other filters, or was never given out. Begin with the first page. */
export class InvalidPageToken extends CallOperationError {
  readonly code = 'INVALID_PAGE_TOKEN';
  constructor() {
    super('The page token is of another list, or none of ours.');
  }
}

/** It was never started, or was started by another caller, or its retention has passed. */
export class UnknownOperation extends CallOperationError {
  readonly code = 'UNKNOWN_OPERATION';
  constructor(operationId: string) {
    super(`There is no operation ${operationId}, or its retention has passed.`);
  }
}

/** It cannot be cancelled any more. */
export class OperationSettled<
  View extends OperationView | MediaOperationView = OperationView | MediaOperationView,
> extends CallOperationError {
  readonly code = 'OPERATION_SETTLED';
  readonly view: View;
  constructor(view: View) {
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

import type { Admission } from './admission.ts';
import type { Answer, ErrorForm } from './answers.ts';
import { onlyWaits, type Fault } from './faults.ts';

/** The answer of a `respond` fault. */
export function faultAnswer(fault: Fault, errorAnswer: ErrorForm): Answer {
  const status = fault.status as number;
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
  if (fault.body !== undefined) return { status, headers, body: fault.body };
  return errorAnswer(status, fault.code ?? String(status), fault.message ?? 'A simulated failure.', headers);
}

/** What is sent in place of the provider's own answer; undefined: nothing. */
export function afterFault(fault: Fault | undefined, own: Answer, errorAnswer: ErrorForm): Answer | undefined {
  if (!fault || onlyWaits(fault)) return own;
  if (fault.kind === 'respond') return faultAnswer(fault, errorAnswer);
  return fault.kind === 'emptyBody' ? { ...own, body: '' } : undefined;
}

/** What a repeat finds of a request that a fault ended before it was executed. */
export function rememberUnexecuted(admission: Admission, fault: Fault, errorAnswer: ErrorForm): void {
  if (admission.kind !== 'execute') return;
  if (fault.kind === 'respond' && fault.remember === 'sent') {
    const sent = faultAnswer(fault, errorAnswer);
    admission.remember(sent, sent.status);
  } else admission.forget();
}

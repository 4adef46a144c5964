import { randomUUID } from 'node:crypto';
import { answer, type ErrorForm } from '../answers.ts';

/** Microsoft docs, Graph error responses. Calling subcodes appear as the code. */
export const errorAnswer: ErrorForm = (status, code, message, headers) => {
  const requestId = randomUUID();
  const innerError = { date: new Date().toISOString(), 'request-id': requestId, 'client-request-id': requestId };
  return answer(status, { error: { code, message, innerError } }, headers);
};

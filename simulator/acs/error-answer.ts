import { answer, type ErrorForm } from '../answers.ts';

/** The provider's error body (Microsoft REST: common.json, CommunicationErrorResponse). `code` is a string there. */
export const errorAnswer: ErrorForm = (status, code, message, headers) =>
  answer(status, { error: { code, message } }, headers);

/** What goes back over HTTP. An empty body is sent without a content type. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function answer(status: number, content?: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: content === undefined ? '' : JSON.stringify(content) };
}

/** The provider's error body (Microsoft REST: common.json, CommunicationErrorResponse). `code` is a string there. */
export function errorAnswer(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  return answer(status, { error: { code, message } }, headers);
}

/** Thrown where the provider refuses a request. Nothing has been changed by then. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.answer = errorAnswer(status, code, message);
  }
}

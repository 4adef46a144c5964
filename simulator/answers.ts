/** What goes back over HTTP. An empty body is sent without a content type. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function answer(status: number, content?: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: content === undefined ? '' : JSON.stringify(content) };
}

/** How a provider words a refusal. */
export type ErrorForm = (status: number, code: string, message: string, headers?: Record<string, string>) => Answer;

/** Thrown where the provider refuses a request. Nothing has been changed by then. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

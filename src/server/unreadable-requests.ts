import type { ConnectionError, FastifyBaseLogger } from 'fastify';
import { answerHeaders } from './answer-headers.ts';
import { bodyOf, Problem, PROBLEM_JSON } from './problem.ts';

/** By the codes under which Node gives a connection up before there is a request. */
export const unreadable = {
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('invalid-request', 408, 'The request did not come in time.'),
  HPE_HEADER_OVERFLOW: new Problem('invalid-request', 431, 'The head of the request is larger than 16 KiB.'),
} as const;

const NOT_HTTP = new Problem('invalid-request', 400, 'The request is not HTTP.');

/** What is left of a connection. */
interface Remains {
  readonly writable: boolean;
  end(words: string): unknown;
  destroy(): unknown;
}

/** What could not be read to the end of its head reaches no route and no hook: it is answered on its connection. */
export function answerUnreadable(
  { code }: Pick<ConnectionError, 'code'>,
  socket: Remains,
  log: FastifyBaseLogger,
): void {
  // Nobody is there any more.
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = code in unreadable ? unreadable[code as keyof typeof unreadable] : NOT_HTTP;
  const requestId = crypto.randomUUID();
  log.info({ reqId: requestId, statusCode: problem.status }, problem.message);
  const body = JSON.stringify(bodyOf(problem));
  const headers = {
    ...answerHeaders(requestId),
    'content-type': `${PROBLEM_JSON}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} \r\n${head.join('')}\r\n${body}`);
}

import { z } from 'zod';
import { bodyOf, PROBLEM_JSON, type Problem, type ProblemType } from '../problem.ts';
import { problemExamples, problemTypes, refused } from './problem-examples.ts';
import { problemSchema } from './problem-schema.ts';

// No interface: declarations of what is made of it could not name one.
type Header = { readonly type: 'string'; readonly description: string };

type Headers = Readonly<Record<string, Header>>;

const header = (description: string): Header => ({ type: 'string', description });

/** What the document says of the answers of one status. */
export interface Answered {
  headers?: Record<string, object>;
  content: Record<string, { examples?: object }>;
}

export const location = { location: header('Where to look at it.') };
export const etag = { etag: header('The view’s `revision`, quoted.') };
export const preferenceApplied = {
  vary: header('`prefer`.'),
  'preference-applied': header('With `Prefer: wait=N`: for how many seconds at most the answer was held.'),
};

const retryAfter = { 'retry-after': header('In how many seconds to come back.') };

interface Told<Example> {
  readonly headers?: Headers;
  readonly examples: Readonly<Record<string, Example>>;
}

/** A success: what it means, of which shape it is, and what it looks like. */
export function answer<Schema extends z.ZodType>(
  description: string,
  schema: Schema,
  { headers = {}, examples }: Told<z.output<Schema>>,
) {
  return { description, headers, content: { 'application/json': { schema, examples: valued(examples) } } };
}

/** A success that is no JSON. */
export function text(description: string, type: string, example: string) {
  const content = { [type]: { schema: z.string(), examples: valued({ example }) } };
  return { description, headers: {}, content };
}

/** Written nowhere: the document is made of answers that have some. */
export const NO_CONTENT = 'none';

/** A success without a body. */
export function nothing(description: string) {
  return { description, headers: {}, content: { [NO_CONTENT]: { schema: z.undefined() } } };
}

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request is not valid. Nothing was done, and the same request fails alike.',
  401: 'The caller is not known.',
  403: 'The caller may not do this.',
  404: 'There is nothing of this name.',
  408: 'The request did not come in time: its head within 10 seconds, all of it within 30.',
  409: 'It is not in a state for this. Nothing was done.',
  413: 'The body is larger than 1 MiB.',
  414: 'A part of the path is too long.',
  415: 'The body is not JSON.',
  422: 'The idempotency key belongs to another request. Nothing was done.',
  429: 'The caller asks too much. Nothing was done: come back after `Retry-After`.',
  431: 'The head of the request is larger than 16 KiB.',
  500: 'A defect of ours. A repeat under the same idempotency key is safe.',
  501: 'This server takes no calls of Graph.',
  502: 'Graph refused us. Nothing was begun.',
  503: 'Not now: come back after `Retry-After`. A repeat under the same idempotency key is safe.',
};

const HEADERS: Readonly<Record<number, Headers>> = {
  401: { 'www-authenticate': header('RFC 6750: what is asked for.') },
  429: retryAfter,
  503: retryAfter,
};

function failure(status: number, examples: Readonly<Record<string, Problem>>) {
  const bodies = Object.fromEntries(Object.entries(examples).map(([type, problem]) => [type, bodyOf(problem)]));
  return {
    description: MEANINGS[status] ?? 'It failed.',
    headers: HEADERS[status] ?? {},
    content: { [PROBLEM_JSON]: { schema: problemSchema, examples: valued(bodies) } },
  };
}

/** The answers by which these problems are told; what is refused before there is a route, and `internal-error`, by any. */
export function problems(...types: readonly ProblemType[]): object {
  const told = [...types, 'internal-error' as const];
  const statuses = new Set(told.map((type) => problemExamples[type].status));
  const failures = [...statuses].map((status) => [status, failure(status, ofStatus(status, told))] as const);
  return { ...Object.fromEntries(failures), ...refusals(408, 431) };
}

/** What is refused before a route sees it: an address that is too long, a body that is none. */
export function refusals(...statuses: readonly (keyof typeof refused)[]): object {
  return Object.fromEntries(
    statuses.map((status) => [status, failure(status, { 'invalid-request': refused[status] })]),
  );
}

/** Why something cannot be shown, by a path on which there is no body. */
export function whereNotShown(unknown: ProblemType): object {
  const ofTheView = [
    'operation-failed',
    'worker-unavailable',
    'workflow-task-failing',
    'temporal-unavailable',
  ] as const;
  return { ...problems('invalid-request', 'not-found', unknown, ...ofTheView), ...refusals(414) };
}

/** It is told on the listener of the webhooks. */
const OF_WEBHOOKS: ProblemType = 'not-verified';

/** What a caller is told who is not let in, beside what a route tells by itself: by every route that asks for a scope. */
export function withAdmission(own: Readonly<Record<string, Answered>>): Record<string, Answered> {
  const types = problemTypes.filter((type) => type !== OF_WEBHOOKS);
  const notLetIn = [401, 403, 429].map((status) => [status, failure(status, ofStatus(status, types))] as const);
  const unknown = failure(503, ofStatus(503, ['key-set-unavailable']));
  const examples = { ...own[503]?.content[PROBLEM_JSON]?.examples, ...unknown.content[PROBLEM_JSON].examples };
  const notNow = { ...unknown, content: { [PROBLEM_JSON]: { ...unknown.content[PROBLEM_JSON], examples } } };
  return { ...own, ...Object.fromEntries(notLetIn), 503: notNow };
}

function ofStatus(status: number, types: readonly ProblemType[]): Record<string, Problem> {
  const those = types.filter((type) => problemExamples[type].status === status);
  return Object.fromEntries(those.map((type) => [type, problemExamples[type]]));
}

function valued<T>(examples: Readonly<Record<string, T>>): Record<string, { readonly value: T }> {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}

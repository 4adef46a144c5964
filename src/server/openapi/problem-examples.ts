import { invalid, Problem, type ProblemType } from '../problem.ts';
import { unreadable } from '../unreadable-requests.ts';
import { endedCall, ids, prompt, settledOperation } from './examples.ts';

const { call } = ids;

/** One of each type, as it is answered. */
export const problemExamples: Readonly<Record<ProblemType, Problem>> = {
  'invalid-request': invalid([{ pointer: '/invitationTimeoutSeconds', detail: 'must be 0 to 180 seconds' }]),
  'not-found': new Problem('not-found', 404, 'GET /v2/anything does not exist.'),
  'operation-not-found': new Problem(
    'operation-not-found',
    404,
    'There is no operation acs-add-0, or its retention has passed.',
  ),
  'operation-settled': new Problem(
    'operation-settled',
    409,
    'The operation has settled as added; there is nothing left to cancel.',
    { operation: settledOperation },
  ),
  'operation-failed': new Problem(
    'operation-failed',
    500,
    `The operation ${ids.addParticipant} failed by a defect: x is not a function.`,
    {
      failure: {
        name: 'TypeError',
        message: 'x is not a function',
        machine: 'addParticipant',
        state: 'open.invitation.ringing',
        event: 'CANCEL',
      },
    },
  ),
  'idempotency-key-reused': new Problem(
    'idempotency-key-reused',
    422,
    'This idempotency key was used before, with another request.',
  ),
  'call-not-found': new Problem('call-not-found', 404, `Graph does not know the call ${call}: nothing was begun.`),
  'call-not-adopted': new Problem(
    'call-not-adopted',
    404,
    `The call ${call} was not adopted, or its retention has passed.`,
  ),
  'call-of-other-tenant': new Problem(
    'call-of-other-tenant',
    409,
    `The call ${call} belongs to another tenant or cloud than was given.`,
  ),
  'call-of-other-caller': new Problem('call-of-other-caller', 409, `The call ${call} was adopted by another caller.`),
  'call-ended': new Problem('call-ended', 409, `The call ${call} has ended: its media takes no commands any more.`, {
    call: endedCall,
  }),
  'queue-full': new Problem(
    'queue-full',
    409,
    `The call ${call} has as many media operations as it can have. Nothing was queued.`,
  ),
  'single-cancel-unsupported': new Problem(
    'single-cancel-unsupported',
    409,
    'The operation was sent, and Graph cannot cancel a single one: cancel all media of the call.',
    { operation: prompt },
  ),
  'graph-not-configured': new Problem(
    'graph-not-configured',
    501,
    'GRAPH_APP_ID is not set: this server would not take the notifications of the call.',
  ),
  'graph-refused': new Problem(
    'graph-refused',
    502,
    `The call ${call} cannot be adopted: Graph answered 403. Nothing was begun.`,
    { graph: { status: 403, code: '7503', knownCauses: ['7503: the application is not registered for calling'] } },
  ),
  'graph-unavailable': new Problem(
    'graph-unavailable',
    503,
    `The call ${call} cannot be adopted now: Graph does not answer. Nothing was begun.`,
  ),
  'workflow-task-failing': new Problem(
    'workflow-task-failing',
    503,
    `The workflow tasks of ${ids.addParticipant} keep failing: its history and the workers' logs say why.`,
  ),
  'worker-unavailable': new Problem(
    'worker-unavailable',
    503,
    `No worker answered for ${ids.addParticipant} within 5000 ms.`,
  ),
  'temporal-unavailable': new Problem('temporal-unavailable', 503, 'Temporal cannot be reached.'),
  'key-set-unavailable': new Problem('key-set-unavailable', 503, 'The key set of ACS cannot be had: 503.'),
  'not-authenticated': new Problem('not-authenticated', 401, 'The request says nothing of who makes it.'),
  'insufficient-scope': new Problem(
    'insufficient-scope',
    403,
    'The caller may not do this: it needs the scope operations:write.',
  ),
  'foreign-host': new Problem(
    'foreign-host',
    403,
    'Without authentication only this machine is answered, under a loopback name.',
  ),
  'too-many-requests': new Problem('too-many-requests', 429, 'The caller has 2000 requests under way.'),
  'too-busy': new Problem('too-busy', 503, 'Too many deliveries are under way: deliver it again.'),
  'not-ready': new Problem('not-ready', 503, 'Temporal does not answer.', { reason: 'temporal' }),
  'not-verified': new Problem('not-verified', 401, 'The delivery has no bearer token.'),
  'unreadable-delivery': new Problem('unreadable-delivery', 400, 'The delivery is an empty array.'),
  'internal-error': new Problem('internal-error', 500, 'The request could not be carried out; the log says why.'),
};

export const problemTypes = Object.keys(problemExamples) as ProblemType[];

/** What Node and the framework refuse is an `invalid-request` of another status. */
export const refused: Readonly<Record<400 | 408 | 413 | 414 | 415 | 431, Problem>> = {
  400: problemExamples['invalid-request'],
  408: unreadable.ERR_HTTP_REQUEST_TIMEOUT,
  413: new Problem('invalid-request', 413, 'Request body is too large'),
  414: new Problem('invalid-request', 414, 'A part of the path is too long.'),
  415: new Problem('invalid-request', 415, 'Unsupported Media Type'),
  431: unreadable.HPE_HEADER_OVERFLOW,
};

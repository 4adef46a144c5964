import { createActor, fromPromise } from 'xstate';
import type {
  AcsRequest,
  AddParticipantRequest,
  AddParticipantResponse,
  CancelAddParticipantRequest,
  CancelAddParticipantResponse,
  ParticipantList,
  ParticipantPresence,
  ParticipantRequest,
} from '../../src/contract/acs-activities.ts';
import type { AddParticipantInput } from '../../src/contract/add-participant.ts';
import type { OtherOperations, OtherOperationsRequest } from '../../src/contract/operation-activities.ts';
import type { ProviderFailure } from '../../src/contract/provider-failure.ts';
import { addParticipantMachine, summarizeAddParticipant } from '../../src/machines/add-participant.ts';

export const input: AddParticipantInput = {
  operationId: 'acs-add-0',
  callConnectionId: 'call-1',
  participant: { kind: 'communicationUser', id: '8:acs:resource_bob' },
  invitationTimeoutSeconds: 60,
  lateJoin: 'remove',
  personHash: '0a1b2',
  operationCallbackUri: 'https://calls.example.com/webhooks/acs',
  notAfter: '2026-01-01T00:01:00.000Z',
  requestedAt: '2026-01-01T00:00:00.000Z',
  waits: {
    httpTimeoutMs: 1,
    startToCloseMs: 2,
    heartbeatMs: 1,
    pairWindowMs: 270_000,
    graceMs: 60_000,
    backOffMs: 100,
    lastDeadlineMs: 60_000,
  },
  cancelledCodes: [{ code: 487, subCode: 0 }],
};

const running: { stop(): unknown }[] = [];

/** What `run` has started. */
export function stopAll(): void {
  for (const actor of running.splice(0)) actor.stop();
}

interface Answers {
  readonly before?: (request: ParticipantRequest) => Promise<ParticipantPresence>;
  readonly add?: () => Promise<AddParticipantResponse>;
  readonly cancel?: () => Promise<CancelAddParticipantResponse>;
  readonly call?: () => Promise<{ state: string }>;
  readonly participants?: () => Promise<{ rawIds: string[] }>;
}

/** What an activity rejects with: the class that the provider's answer was given. */
export function failing(failure: ProviderFailure): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(failure.class), { type: failure.class, details: [failure] }));
}

/** The machine as any XState user runs one: in this process, without Temporal. */
export function run(answers: Answers = {}, changes: Partial<AddParticipantInput> = {}) {
  const adds: AddParticipantRequest[] = [];
  const cancels: CancelAddParticipantRequest[] = [];
  const actor = createActor(
    addParticipantMachine.provide({
      actors: {
        addParticipant: fromPromise(({ input: request }: { input: AddParticipantRequest }) => {
          adds.push(request);
          return answers.add?.() ?? Promise.resolve({ invitationId: 'inv-1' });
        }),
        cancelAddParticipant: fromPromise(({ input: request }: { input: CancelAddParticipantRequest }) => {
          cancels.push(request);
          return answers.cancel?.() ?? Promise.resolve({ answeredAt: new Date().toISOString() });
        }),
        getParticipant: fromPromise<ParticipantPresence, ParticipantRequest>(
          ({ input: request }) => answers.before?.(request) ?? Promise.resolve({ state: 'absent' }),
        ),
        getCall: fromPromise(() => answers.call?.() ?? Promise.resolve({ state: 'connected' })),
        getParticipants: fromPromise<ParticipantList, AcsRequest>(
          () => answers.participants?.() ?? Promise.resolve({ rawIds: [] }),
        ),
        findOtherOperations: fromPromise<OtherOperations, OtherOperationsRequest>(() =>
          Promise.resolve({ startedAt: input.requestedAt, others: [] }),
        ),
      },
    }),
    { input: { ...input, ...changes } },
  );
  running.push(actor.start());
  return { actor, adds, cancels, summary: () => summarizeAddParticipant(actor.getSnapshot()) };
}

export const settle = () => new Promise((resolve) => setImmediate(resolve));

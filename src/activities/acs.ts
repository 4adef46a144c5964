import type { AcsActivities, AcsRequest } from '../contract/acs-activities.ts';
import type { AcsGateway } from '../providers/acs/gateway.ts';
import { providerRequest } from './provider-request.ts';

/**
 * The activities of ACS: one provider operation each, under the gateway method's name.
 *
 * @param gateway sends one request per call, such as `createAcsGateway` makes
 */
export function createAcsActivities({ gateway }: { readonly gateway: Pick<AcsGateway, keyof AcsActivities> }) {
  return {
    addParticipant: async (request) => {
      // An add that has begun is not given up: with its answer the invitation id would be lost. `httpTimeoutMs` ends it.
      const { signal } = new AbortController();
      const response = await providerRequest({ ...named('addParticipant', request), window: request }, ({ number }) =>
        gateway.addParticipant(request, { number, signal }),
      );
      return { ...response, answeredAt: new Date().toISOString() };
    },
    cancelAddParticipant: async (request) => {
      await providerRequest({ ...named('cancelAddParticipant', request), window: request }, (attempt) =>
        gateway.cancelAddParticipant(request, attempt),
      );
      return { answeredAt: new Date().toISOString() };
    },
    removeParticipant: (request) =>
      providerRequest({ ...named('removeParticipant', request), window: request }, (attempt) =>
        gateway.removeParticipant(request, attempt),
      ),
    getParticipant: (request) =>
      providerRequest(named('getParticipant', request), (attempt) => gateway.getParticipant(request, attempt)),
    getParticipants: (request) =>
      providerRequest(named('getParticipants', request), (attempt) => gateway.getParticipants(request, attempt)),
    getCall: (request) => providerRequest(named('getCall', request), (attempt) => gateway.getCall(request, attempt)),
  } satisfies AcsActivities;
}

function named(operation: keyof AcsActivities, { callConnectionId }: AcsRequest) {
  return { provider: 'acs', operation, target: { callConnectionId } } as const;
}

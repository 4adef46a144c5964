import type { AcsActivities } from '../contract/acs-activities.ts';
import type { AcsGateway } from '../providers/acs/gateway.ts';
import { presenceBefore } from './presence-before.ts';
import { providerRequest } from './provider-request.ts';

/** An add that has begun is not given up: with its answer the invitation id would be lost. `httpTimeoutMs` ends it. */
const UNHEEDED = new AbortController().signal;

/**
 * The activities of ACS: one provider operation each, under the gateway method's name.
 *
 * @param gateway sends one request per call, such as `createAcsGateway` makes
 */
export function createAcsActivities({ gateway }: { readonly gateway: Pick<AcsGateway, keyof AcsActivities> }) {
  return {
    addParticipant: async (request) => {
      const presence = await presenceBefore(request, gateway, UNHEEDED);
      const response = await providerRequest(
        'addParticipant',
        targetOf(request),
        request,
        ({ number }) => gateway.addParticipant(request, { number, signal: UNHEEDED }),
        presence,
      );
      return { ...response, answeredAt: new Date().toISOString(), ...presence };
    },
    cancelAddParticipant: (request) =>
      providerRequest('cancelAddParticipant', targetOf(request), request, (attempt) =>
        gateway.cancelAddParticipant(request, attempt),
      ),
    removeParticipant: (request) =>
      providerRequest('removeParticipant', targetOf(request), request, (attempt) =>
        gateway.removeParticipant(request, attempt),
      ),
    getParticipant: (request) =>
      providerRequest('getParticipant', targetOf(request), undefined, (attempt) =>
        gateway.getParticipant(request, attempt),
      ),
    getParticipants: (request) =>
      providerRequest('getParticipants', targetOf(request), undefined, (attempt) =>
        gateway.getParticipants(request, attempt),
      ),
    getCall: (request) =>
      providerRequest('getCall', targetOf(request), undefined, (attempt) => gateway.getCall(request, attempt)),
  } satisfies AcsActivities;
}

function targetOf({ callConnectionId }: { readonly callConnectionId: string }) {
  return { callConnectionId };
}

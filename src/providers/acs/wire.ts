import type { CallInvite } from '@azure/communication-call-automation';
import { z } from 'zod';
import { SIP_HEADER_NAME } from '../../contract/acs-activities.ts';
import type {
  AddParticipantRequest,
  AddParticipantResponse,
  CallState,
  CustomCallingContext,
  ParticipantList,
  ParticipantPresence,
} from '../../contract/acs-activities.ts';
import type { Participant } from '../../contract/participant.ts';
import type { Answer } from './exchange.ts';
import { Identifier } from './identifier.ts';
import { jsonOf } from '../provider-words.ts';

/** Whom to invite, and on whose behalf, as the official client takes it. */
export function inviteOf(request: AddParticipantRequest): CallInvite {
  const { participant, sourceCallerIdNumber, sourceDisplayName, customCallingContext } = request;
  return {
    targetParticipant: identifierOf(participant),
    ...(sourceCallerIdNumber !== undefined && { sourceCallIdNumber: { phoneNumber: sourceCallerIdNumber } }),
    ...(sourceDisplayName !== undefined && { sourceDisplayName }),
    ...(customCallingContext !== undefined && { customCallingContext: headersOf(customCallingContext) }),
  };
}

type Header = NonNullable<CallInvite['customCallingContext']>[number];

/** The client takes the names of SIP headers apart, and puts them together again on the wire. */
function headersOf({ voipHeaders = {}, sipHeaders = {} }: CustomCallingContext): Header[] {
  return [
    ...Object.entries(voipHeaders).map(([key, value]): Header => ({ kind: 'voip', key, value })),
    ...Object.entries(sipHeaders).map(([name, value]) => sipHeader(name, value)),
  ];
}

function sipHeader(name: string, value: string): Header {
  if (!SIP_HEADER_NAME.test(name)) throw new TypeError('a SIP header has a name that the official client cannot send');
  if (name === 'User-To-User') return { kind: 'sipuui', key: '', value };
  return { kind: 'sipx', key: name.slice('X-'.length), value, sipHeaderPrefix: 'X-' };
}

export function identifierOf(participant: Participant): CallInvite['targetParticipant'] {
  switch (participant.kind) {
    case 'communicationUser':
      return { communicationUserId: participant.id };
    case 'phoneNumber':
      return { phoneNumber: participant.value };
    case 'microsoftTeamsUser':
      return { microsoftTeamsUserId: participant.userId };
  }
}

const Invitation = z.object({ invitationId: z.string().nullish() });

/** `AddParticipantResponse`. Every field is optional and the body may be empty: a success without an invitation id. */
export function readInvitation([answer]: readonly Answer[]): AddParticipantResponse | 'unreadable' {
  const body = answer?.body ?? '';
  if (body.trim() === '') return {};
  const read = Invitation.safeParse(jsonOf(body));
  if (!read.success) return 'unreadable';
  return read.data.invitationId ? { invitationId: read.data.invitationId } : {};
}

const Listed = z.object({ identifier: Identifier });

/** `CallParticipant`: unreadable where it names nobody. */
export function readParticipant([answer]: readonly Answer[]): ParticipantPresence | 'unreadable' {
  return Listed.safeParse(jsonOf(answer?.body ?? '')).success ? { state: 'present' } : 'unreadable';
}

const Page = z.object({ value: z.array(Listed), nextLink: z.string().nullish() });

/**
 * `GetParticipantsResponse`, all pages. Unreadable as soon as one participant cannot be told, or pages are missing:
 * that somebody is not in a list proves something only when the list is whole.
 */
export function readParticipants(answers: readonly Answer[]): ParticipantList | 'unreadable' {
  const pages = answers.map(({ body }) => Page.safeParse(jsonOf(body)));
  if (pages.some(({ success }) => !success) || pages.at(-1)?.data?.nextLink) return 'unreadable';
  return { rawIds: pages.flatMap(({ data }) => data?.value.map(({ identifier }) => identifier) ?? []) };
}

const Call = z.object({ callConnectionState: z.string().min(1) });

/** `CallConnectionProperties.callConnectionState`. */
export function readCallState([answer]: readonly Answer[]): CallState | 'unreadable' {
  const read = Call.safeParse(jsonOf(answer?.body ?? ''));
  return read.success ? { state: read.data.callConnectionState } : 'unreadable';
}

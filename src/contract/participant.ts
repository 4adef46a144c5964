import { canonicalId } from './same-id.ts';

/** Whom to add. Field meanings: Microsoft REST, Call Connection - Add Participant, `CommunicationIdentifierModel`. */
export type Participant =
  | { readonly kind: 'communicationUser'; readonly id: string }
  | { readonly kind: 'phoneNumber'; readonly value: string }
  | { readonly kind: 'microsoftTeamsUser'; readonly userId: string };

const PHONE_NUMBER = /^4:\+?/;

/** One text for every way in which a raw id is written: the case means nothing, nor the plus of a phone number. */
export function canonicalRawId(rawId: string): string {
  return canonicalId(rawId).replace(PHONE_NUMBER, '4:+');
}

/** The raw id under which the provider lists a participant: `8:acs:…`, `4:+14255550123`, `8:orgid:…`. */
export function rawIdOf(participant: Participant): string {
  switch (participant.kind) {
    case 'communicationUser':
      return participant.id;
    case 'phoneNumber':
      return `4:${participant.value}`;
    case 'microsoftTeamsUser':
      return `8:orgid:${participant.userId}`;
  }
}

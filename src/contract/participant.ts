/** Whom to add. Field meanings: Microsoft REST, Call Connection - Add Participant, `CommunicationIdentifierModel`. */
export type Participant =
  | { readonly kind: 'communicationUser'; readonly id: string }
  | { readonly kind: 'phoneNumber'; readonly value: string }
  | { readonly kind: 'microsoftTeamsUser'; readonly userId: string };

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

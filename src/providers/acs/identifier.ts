import { z } from 'zod';
import { rawIdOf } from '../../contract/participant.ts';

/** `CommunicationIdentifierModel`: the raw id is "required in responses"; an answer without it is still understood. */
export const Identifier = z
  .object({
    rawId: z.string().nullish(),
    communicationUser: z.object({ id: z.string() }).nullish(),
    phoneNumber: z.object({ value: z.string() }).nullish(),
    microsoftTeamsUser: z.object({ userId: z.string() }).nullish(),
  })
  .transform(({ rawId, communicationUser, phoneNumber, microsoftTeamsUser }, context) => {
    if (rawId) return rawId;
    if (communicationUser) return communicationUser.id;
    if (phoneNumber) return rawIdOf({ kind: 'phoneNumber', value: phoneNumber.value });
    if (microsoftTeamsUser) return rawIdOf({ kind: 'microsoftTeamsUser', userId: microsoftTeamsUser.userId });
    context.addIssue('a participant without an identifier');
    return z.NEVER;
  });

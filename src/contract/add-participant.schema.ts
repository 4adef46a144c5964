import { z } from 'zod';
import { SIP_HEADER_NAME } from './acs-activities.ts';
import type { Participant } from './participant.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const phoneNumber = z
  .string()
  .regex(/^\+[1-9][0-9]{6,14}$/, 'must be a phone number in E.164 form, such as +14255550123');

const participant = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('communicationUser'),
      id: z
        .string()
        .regex(
          /^8:acs:[0-9A-Za-z_-]{1,200}$/,
          'must be a raw id of a communication user, such as 8:acs:<resource>_<user>',
        ),
    }),
    z.strictObject({ kind: z.literal('phoneNumber'), value: phoneNumber }),
    z.strictObject({
      kind: z.literal('microsoftTeamsUser'),
      userId: z.string().regex(GUID, 'must be the GUID of a Microsoft Entra user'),
    }),
  ],
  { error: 'must have a kind: communicationUser, phoneNumber or microsoftTeamsUser' },
) satisfies z.ZodType<Participant>;

/** Limits of ours, but for the names of SIP headers: the provider publishes none. */
function headers(name: RegExp, names: string) {
  return z
    .record(
      z.string().regex(name),
      z.string().regex(/^[\x20-\x7e]{0,1024}$/, 'must be at most 1024 printable ASCII characters'),
      { error: ({ code }) => (code === 'invalid_key' ? `must be named by ${names}` : undefined) },
    )
    .refine((map) => Object.keys(map).length <= 20, 'must not have more than 20 headers');
}

const voipHeaders = headers(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, hyphens or underscores');
const sipHeaders = headers(SIP_HEADER_NAME, 'User-To-User, or X- and 1 to 100 letters, digits or hyphens');

/**
 * What a service asks for when it adds a participant.
 *
 * @see Microsoft REST, Call Connection - Add Participant (2023-10-15), "Request Body": the limits 0 to 180 s, one
 *   participant per request, and a caller id for phone numbers
 */
export const addParticipantBody = z
  .strictObject({
    participant,
    sourceCallerIdNumber: phoneNumber.optional(),
    sourceDisplayName: z.string().min(1).max(256).optional(),
    invitationTimeoutSeconds: z
      .int('must be a whole number of seconds')
      .min(0, 'must be 0 to 180 seconds')
      .max(180, 'must be 0 to 180 seconds')
      .default(60),
    customCallingContext: z
      .strictObject({ voipHeaders: voipHeaders.optional(), sipHeaders: sipHeaders.optional() })
      .optional(),
    /** What becomes of somebody who joins although the invitation was to be cancelled. */
    lateJoin: z.enum(['remove', 'keep'], { error: 'must be remove or keep' }).default('remove'),
    /** The caller's own words, kept with the operation and never sent to the provider. */
    correlation: z.string().min(1).max(256).optional(),
    /** After it nobody is rung any more; default: 60 s after acceptance. */
    notAfter: z.iso
      .datetime({ offset: true, error: 'must be a date and time in ISO 8601 form with an offset' })
      .optional(),
  })
  .refine(
    ({ participant: { kind }, sourceCallerIdNumber }) => kind !== 'phoneNumber' || sourceCallerIdNumber !== undefined,
    {
      path: ['sourceCallerIdNumber'],
      error: 'is required when the participant is a phone number',
    },
  );

import { z } from 'zod';
import { SIP_HEADER_NAME } from './acs-activities.ts';
import type { Participant } from './participant.ts';
import { GUID } from './guid.ts';
import { notAfterField } from './not-after.schema.ts';

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

interface HeaderLimits {
  readonly name: RegExp;
  readonly names: string;
  readonly longest: number;
  readonly most: number;
  /** What `most` does not count. */
  readonly beside?: string;
}

/** @see Microsoft Learn, "How to pass contextual User-To-User (UUI) information between calls": the limits */
function headers({ name, names, longest, most, beside }: HeaderLimits) {
  const value = new RegExp(`^[\\x20-\\x7e]{0,${longest}}$`);
  const counted = (map: object) => Object.keys(map).filter((key) => key !== beside).length;
  return z
    .record(z.string().regex(name), z.string().regex(value, `must be at most ${longest} printable ASCII characters`), {
      error: ({ code }) => (code === 'invalid_key' ? `must be named by ${names}` : undefined),
    })
    .refine(
      (map) => counted(map) <= most,
      `must not have more than ${most} headers${beside === undefined ? '' : ` beside ${beside}`}`,
    )
    .meta({ maxProperties: beside === undefined ? most : most + 1 });
}

const voipHeaders = headers({
  name: /^[A-Za-z0-9._~*-]{1,64}$/,
  names: '1 to 64 letters, digits or . _ ~ * -',
  longest: 1_024,
  most: 1_000,
});
const sipHeaders = headers({
  name: SIP_HEADER_NAME,
  names: 'User-To-User, or X-MS-Custom- and up to 52 letters, digits or . ~ * _ ! % -',
  longest: 256,
  most: 5,
  beside: 'User-To-User',
});
const NO_CONTROL_CHARACTER = /^\P{Cc}*$/u;

/**
 * What a service asks for when it adds a participant.
 *
 * @see Microsoft REST, Call Connection - Add Participant (2023-10-15), "Request Body": the limits 0 to 180 s, one
 *   participant per request, and a caller id for phone numbers
 */
export const addParticipantBody = z
  .strictObject({
    participant,
    sourceCallerIdNumber: phoneNumber
      .optional()
      .meta({ description: 'What the callee of a phone call sees; required when the participant is a phone number.' }),
    sourceDisplayName: z
      .string()
      .min(1)
      .max(256)
      .regex(NO_CONTROL_CHARACTER, 'must have no control characters')
      .optional()
      .meta({ description: 'The name that is shown.' }),
    invitationTimeoutSeconds: z
      .int('must be a whole number of seconds')
      .min(0, 'must be 0 to 180 seconds')
      .max(180, 'must be 0 to 180 seconds')
      .default(60)
      .meta({ description: 'How long the invitation may ring.' }),
    customCallingContext: z
      .strictObject({ voipHeaders: voipHeaders.optional(), sipHeaders: sipHeaders.optional() })
      .optional()
      .meta({ description: 'Handed on to whoever answers.' }),
    lateJoin: z
      .enum(['remove', 'keep'], { error: 'must be remove or keep' })
      .default('remove')
      .meta({ description: 'What becomes of somebody who joins although the invitation was to be cancelled.' }),
    correlation: z
      .string()
      .min(1)
      .max(256)
      .regex(NO_CONTROL_CHARACTER, 'must have no control characters')
      .optional()
      .meta({
        description:
          'The caller’s own words, kept with the operation and never sent to the provider. Nothing personal.',
      }),
    notAfter: notAfterField(
      'After it nobody is rung any more; at most 24 hours ahead, and 60 s after acceptance unless it is given.',
    ),
  })
  .refine(
    ({ participant: { kind }, sourceCallerIdNumber }) => kind !== 'phoneNumber' || sourceCallerIdNumber !== undefined,
    {
      path: ['sourceCallerIdNumber'],
      error: 'is required when the participant is a phone number',
    },
  )
  .meta({
    // The same as the refinement, for readers of the document.
    anyOf: [
      { properties: { participant: { properties: { kind: { enum: ['communicationUser', 'microsoftTeamsUser'] } } } } },
      { required: ['sourceCallerIdNumber'] },
    ],
    examples: [
      {
        participant: { kind: 'communicationUser', id: '8:acs:simulated-resource_bob' },
        invitationTimeoutSeconds: 45,
        correlation: 'ticket 4711',
      },
      {
        participant: { kind: 'phoneNumber', value: '+14255550123' },
        sourceCallerIdNumber: '+14255550100',
        lateJoin: 'keep',
      },
      {
        participant: { kind: 'microsoftTeamsUser', userId: '247d1bb0-5a4e-4f43-9f1c-2a64b8f0f3c6' },
        sourceDisplayName: 'Billing',
        customCallingContext: { voipHeaders: { queue: 'billing' }, sipHeaders: { 'X-MS-Custom-Queue': 'billing' } },
      },
    ],
  });

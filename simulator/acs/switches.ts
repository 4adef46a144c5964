import { defaultsOf, define, withChanges, type SwitchDefinitions } from '../switch-definitions.ts';
import { choice, flag, listOf, mapOf, orNull, refusalCode, text, whole, type RefusalCode } from '../switch-readers.ts';
import { readBehaviours, type Behaviours } from './behaviour.ts';
import {
  addPresentAnswer,
  cancelAnswer,
  removePresentAnswer,
  resultInformation,
  type AddPresentAnswer,
  type CancelAnswer,
  type RemovePresentAnswer,
} from './switch-readers.ts';
import { webhookSwitches, type WebhookSwitches } from '../webhook-switches.ts';
import type { ResultInformation } from './world.ts';

/** What nobody has documented of the provider, and what tests want to be different, is a switch here. */
export interface Switches extends WebhookSwitches {
  apiVersions: string[];
  repeatability: 'honour' | 'ignore' | 'unsupported';
  repeatabilityWindowMs: number;
  repeatabilityResultHeader: boolean;
  repeatAfter5xx: 'replay' | 'executeAgain';
  clockOffsetMs: number;
  clockSkewLimitMs: number;
  refusedAccessKeys: number[];
  refuseEntraTokens: boolean;
  entraAnswers: 'token' | 'refused' | 'unavailable';
  entraTokenSeconds: number;
  httpsCallbacksOnly: boolean;
  connectAfterMs: number | null;
  disconnectedCalls: 'notFound' | 'disconnectedState' | 'terminated';
  endedCallAnswer: RefusalCode;
  notConnectedAnswer: RefusalCode;
  participantsPageSize: number;
  listRinging: boolean;
  declinedListedMs: number | null;
  absentParticipantAnswer: RefusalCode;
  person: Behaviours;
  people: Record<string, Behaviours>;
  phoneDeclines: 'failed' | 'succeeded';
  addPresent: AddPresentAnswer;
  defaultInvitationTimeoutSeconds: number;
  invitationSecondMs: number;
  noAnswerResult: ResultInformation;
  addFailedOnCancel: 'after' | 'before' | 'never';
  cancelledAddResult: ResultInformation;
  cancelTakesMs: number;
  cancelTooLate: CancelAnswer;
  cancelTwice: CancelAnswer;
  cancelUnknownInvitation: CancelAnswer;
  cancelTooEarlyMs: number;
  cancelTooEarly: CancelAnswer;
  removeAbsent: CancelAnswer;
  removePresent: RemovePresentAnswer;
  lastRemovalEndsCallAfterMs: number | null;
  participantsUpdated: 'either' | 'after' | 'before' | 'never';
  participantsUpdatedOnAdd: boolean;
  participantsUpdatedRepeats: number;
  resultsOfSuccesses: boolean;
  cancelSucceededContext: 'own' | 'add' | 'none';
  addEventContext: 'own' | 'none';
  dataContentType: boolean;
  extraDataKeys: boolean;
  tokenIssuer: string;
}

const hour = 3_600_000;
const day = 24 * hour;
const invalid: CancelAnswer = { answer: 'failedEvent', code: 400, subCode: 8523 };

export const switchDefinitions: SwitchDefinitions<Switches> = {
  apiVersions: define(['2023-10-15'], listOf(text), 'values of api-version that are accepted'),
  repeatability: define('honour', choice('honour', 'ignore', 'unsupported'), 'unsupported: 501 to valid headers'),
  repeatabilityWindowMs: define(300_000, whole(0, day), 'how long a pair is tracked from First-Sent'),
  repeatabilityResultHeader: define(true, flag, 'send Repeatability-Result'),
  repeatAfter5xx: define('replay', choice('replay', 'executeAgain'), 'a repeat of a request that was answered 5xx'),
  clockOffsetMs: define(
    0,
    whole(-365 * day, 365 * day),
    'moves the clock that First-Sent and x-ms-date are compared with',
  ),
  clockSkewLimitMs: define(900_000, whole(0, day), 'how far x-ms-date may be off'),
  refusedAccessKeys: define<number[]>([], listOf(whole(0, 100)), 'access keys that are refused, by position from 0'),
  refuseEntraTokens: define(false, flag, 'refuse requests that carry a token of Entra ID'),
  entraAnswers: define('token', choice('token', 'refused', 'unavailable'), 'the token endpoint: token, 401 or 503'),
  entraTokenSeconds: define(3600, whole(1, 86_400), 'how long an access token lasts'),
  httpsCallbacksOnly: define(false, flag, 'refuse callbacks over http, as the provider does'),
  connectAfterMs: define<number | null>(0, orNull(whole(0, day)), 'from connecting to connected; null: when told to'),
  disconnectedCalls: define(
    'notFound',
    choice('notFound', 'disconnectedState', 'terminated'),
    'what getCall says of an ended call: 404/8522, its state, or 400/8528',
  ),
  endedCallAnswer: define({ status: 404, code: '8522' }, refusalCode, 'any other operation on an ended call'),
  notConnectedAnswer: define({ status: 400, code: '8501' }, refusalCode, 'an action on a call that is not connected'),
  participantsPageSize: define(100, whole(1, 1000), 'more participants than this are paged by nextLink'),
  listRinging: define(false, flag, 'list people who still ring as participants'),
  declinedListedMs: define<number | null>(
    0,
    orNull(whole(0, day)),
    'how long people who declined are listed as participants; null: for ever',
  ),
  absentParticipantAnswer: define({ status: 404, code: '8522' }, refusalCode, 'getParticipant of somebody not listed'),
  person: define<Behaviours>(
    { onInvite: 'ring' },
    readBehaviours,
    'what an invited person does; a list: at the first ringing, at the second, and so on, the last at all that follow',
  ),
  people: define<Record<string, Behaviours>>(
    {},
    mapOf(readBehaviours),
    'the same by raw id, by call connection id, or by "<call connection id> <raw id>"; null takes one away',
  ),
  phoneDeclines: define(
    'failed',
    choice('failed', 'succeeded'),
    'how the decline of a phone number is told; succeeded: azure-sdk-for-net, issue 41032',
  ),
  addPresent: define<AddPresentAnswer>(
    { answer: 'rings', code: 400, subCode: 8523 },
    addPresentAnswer,
    'add of somebody who is in the call: rings, succeededEvent, failedEvent or refuse',
  ),
  defaultInvitationTimeoutSeconds: define(120, whole(0, 3600), 'where the add names none'),
  invitationSecondMs: define(1000, whole(0, 60_000), 'length of a second of an invitation time-out'),
  noAnswerResult: define(
    { code: 487, subCode: 10004, message: 'The invitation was not answered in time.' },
    resultInformation,
    'AddParticipantFailed after the time-out',
  ),
  addFailedOnCancel: define('never', choice('after', 'before', 'never'), 'AddParticipantFailed of a cancelled add'),
  cancelledAddResult: define(
    { code: 487, subCode: 5234, message: 'addParticipants failed for participant: The Call Has Been Cancelled' },
    resultInformation,
    'its result information, and that of the cancel’s event where that has one: 487/5234 and 200/5300 were recorded',
  ),
  cancelTakesMs: define(0, whole(0, day), 'from the 202 to the effect of a cancel; the person may answer first'),
  cancelTooLate: define(invalid, cancelAnswer, 'cancel after the invitation has ended'),
  cancelTwice: define(invalid, cancelAnswer, 'cancel of a cancelled invitation'),
  cancelUnknownInvitation: define(invalid, cancelAnswer, 'cancel of an invitation id that was never given out'),
  cancelTooEarlyMs: define(0, whole(0, day), 'a cancel within this time of the add is answered as cancelTooEarly says'),
  cancelTooEarly: define(invalid, cancelAnswer, 'see cancelTooEarlyMs'),
  removeAbsent: define(
    { answer: 'refuse', code: 404, subCode: 8522 },
    cancelAnswer,
    'removal of somebody who is not in the call',
  ),
  removePresent: define<RemovePresentAnswer>(
    { answer: 'removes', code: 500, subCode: 9999 },
    removePresentAnswer,
    'removal of somebody who is in the call: with succeededEvent, failedEvent, refuse or noEvent they stay',
  ),
  lastRemovalEndsCallAfterMs: define<number | null>(
    60,
    orNull(whole(0, day)),
    'the removal of the last person ends the call so much later (recorded: 20 to 422); null: it goes on',
  ),
  participantsUpdated: define(
    'either',
    choice('either', 'after', 'before', 'never'),
    'order beside CallConnected and the events of adds and removals; both were recorded, either is by chance',
  ),
  participantsUpdatedOnAdd: define(true, flag, 'send ParticipantsUpdated, with the old list, when somebody is rung'),
  participantsUpdatedRepeats: define(
    1,
    whole(0, 10),
    'each ParticipantsUpdated is sent so many times more, 360 ms apart, with the same number',
  ),
  resultsOfSuccesses: define(
    false,
    flag,
    'result information in the events of what went well, as from 2024-09-01-preview on',
  ),
  cancelSucceededContext: define(
    'own',
    choice('own', 'add', 'none'),
    'whose operation context CancelAddParticipantSucceeded bears; all three were recorded',
  ),
  addEventContext: define('own', choice('own', 'none'), 'whether the events of an add bear its operation context'),
  dataContentType: define(true, flag, 'send datacontenttype in events'),
  extraDataKeys: define(false, flag, 'repeat type and source inside the data of events'),
  ...webhookSwitches,
  tokenIssuer: define('https://acscallautomation.communication.azure.com', text, 'issuer of webhook tokens'),
};

export function initialSwitches(): Switches {
  return defaultsOf(switchDefinitions);
}

export function changedSwitches(current: Switches, changes: unknown): Switches {
  return withChanges(switchDefinitions, current, changes);
}

import { defaultsOf, define, withChanges, type SwitchDefinitions } from '../switch-definitions.ts';
import { choice, flag, listOf, mapOf, orNull, refusalCode, text, whole, type RefusalCode } from '../switch-readers.ts';
import { webhookSwitches, type WebhookSwitches } from '../webhook-switches.ts';
import { companionTypes, type CompanionType } from './names.ts';
import { permissions, type Permission } from './permissions.ts';

/** What nobody has documented of the provider, and what tests want to be different, is a switch here. */
export interface Switches extends WebhookSwitches {
  clockOffsetMs: number;
  tenantAnswers: Record<string, 'token' | 'refused' | 'unavailable' | 'tenantNotFound'>;
  accessTokenSeconds: number;
  refuseAccessTokens: boolean;
  grantedPermissions: Permission[];
  missingPermissionAnswer: RefusalCode;
  otherTenantAnswer: RefusalCode;
  httpsCallbacksOnly: boolean;
  establishAfterMs: number | null;
  established: 'captured' | 'once' | 'twice' | 'swapped' | 'audioFirst' | 'withoutAudio';
  answerWithinMs: number | null;
  keepAliveWithinMs: number | null;
  endedCallAnswer: RefusalCode;
  notEstablishedAnswer: RefusalCode | null;
  audioInactiveAnswer: RefusalCode | null;
  promptDurationMs: number | null;
  recordDurationMs: number | null;
  mediaDurations: Record<string, number | 'untilTold'>;
  recordEndsBy: 'maxRecordDuration' | 'maxSilence' | 'maxSilenceFails' | 'initialSilence';
  unplayableUris: string[];
  unplayable: 'fails' | 'completes';
  outOfRange: 'refuse' | 'clamp';
  queuedStatus: 'running' | 'notStarted';
  finishedOperations: 'notFound' | 'readable';
  locationId: 'same' | 'other';
  cancelNotices: 'perOperation' | 'runningOnly' | 'none';
  bargeInNotices: 'perOperation' | 'runningOnly' | 'none';
  hangUpNotices: 'none' | 'cancelled';
  firstToneSequenceId: number;
  lingeringToneInfo: boolean;
  idStyle: 'dashed' | 'upperUndashed' | 'mixed';
  enumCase: 'camel' | 'pascal' | 'upper' | 'mixed';
  resultNumbers: 'number' | 'string' | 'mixed';
  resourceTwin: boolean;
  operationIdOmittedPercent: number;
  callIdInNotices: boolean;
  callNotices: 'captured' | 'whole';
  odataIds: boolean;
  promptsInNotices: boolean;
  secretsInNotices: boolean;
  completionReason: boolean;
  extraMembers: boolean;
  batchCompanions: CompanionType[];
  tokenIssuer: 'botframework' | 'graph';
  tokenSeconds: number;
  tokenIssuedAt: boolean;
  tokenContentType: boolean;
}

const hour = 3_600_000;
const day = 24 * hour;

const milliseconds = orNull(whole(0, day));
const notices = choice('perOperation', 'runningOnly', 'none');

export const switchDefinitions: SwitchDefinitions<Switches> = {
  clockOffsetMs: define(0, whole(-365 * day, 365 * day), 'moves the clock that keep-alive and access tokens go by'),
  tenantAnswers: define<Switches['tenantAnswers']>(
    {},
    mapOf(choice('token', 'refused', 'unavailable', 'tenantNotFound')),
    'the token endpoint by tenant: token, 401, 503, or 400 as to credentials of another cloud; null: token',
  ),
  accessTokenSeconds: define(3600, whole(1, 86_400), 'how long an access token lasts'),
  refuseAccessTokens: define(false, flag, 'answer every request 401'),
  grantedPermissions: define<Permission[]>(
    [...permissions],
    listOf(choice(...permissions)),
    'what the application may, looked at when a call is created',
  ),
  missingPermissionAnswer: define({ status: 403, code: '7504' }, refusalCode, 'a request for which one is missing'),
  otherTenantAnswer: define({ status: 403, code: '7505' }, refusalCode, 'a token of another tenant than the call has'),
  httpsCallbacksOnly: define(false, flag, 'refuse callbacks over http, as the provider does'),
  establishAfterMs: define<number | null>(0, milliseconds, 'from establishing to established; null: when told to'),
  established: define(
    'captured',
    choice('captured', 'once', 'twice', 'swapped', 'audioFirst', 'withoutAudio'),
    'how it is told; captured: without audio, then three times with it; twice: inactive, then active; swapped: before establishing; audioFirst: the audio with establishing; withoutAudio: never a word on the audio',
  ),
  answerWithinMs: define<number | null>(
    15_000,
    milliseconds,
    'an incoming call that is not answered ends; null: never',
  ),
  keepAliveWithinMs: define<number | null>(
    45 * 60_000,
    milliseconds,
    'a call that is not kept alive ends with 408/8537; null: never',
  ),
  endedCallAnswer: define({ status: 404, code: '8522' }, refusalCode, 'any request about an ended or unknown call'),
  notEstablishedAnswer: define<RefusalCode | null>(
    { status: 400, code: '8501' },
    orNull(refusalCode),
    'media on a call in another state than established; null: taken',
  ),
  audioInactiveAnswer: define<RefusalCode | null>(
    { status: 400, code: '8503' },
    orNull(refusalCode),
    'media while the audio is not active; null: taken',
  ),
  promptDurationMs: define<number | null>(1000, milliseconds, 'of one prompt; null: until told to finish'),
  recordDurationMs: define<number | null>(
    1000,
    milliseconds,
    'of a recording, never more than its own limit; null: until told to finish',
  ),
  mediaDurations: define<Switches['mediaDurations']>(
    {},
    mapOf((value, path) => (value === 'untilTold' ? value : whole(0, day)(value, path, 0))),
    'the same by the URI of a prompt or the id of a call, or "untilTold"; null takes one away',
  ),
  recordEndsBy: define(
    'maxRecordDuration',
    choice('maxRecordDuration', 'maxSilence', 'maxSilenceFails', 'initialSilence'),
    'what the end of the duration means: 200/8515, 200/8509, 400/8509 or 400/8510',
  ),
  unplayableUris: define<string[]>([], listOf(text), 'prompts that cannot be played'),
  unplayable: define(
    'fails',
    choice('fails', 'completes'),
    'how that ends: 400/8535 (500/8511 of a recording), or 200/0',
  ),
  outOfRange: define('refuse', choice('refuse', 'clamp'), 'seconds outside of 1 to 120: 400/8523, or the nearest'),
  queuedStatus: define('running', choice('running', 'notStarted'), 'what is answered for an operation that waits'),
  finishedOperations: define('notFound', choice('notFound', 'readable'), 'getOperation after the end'),
  locationId: define('same', choice('same', 'other'), 'the operation id in Location, beside the one in the body'),
  cancelNotices: define('perOperation', notices, 'notifications of what a cancel ended'),
  bargeInNotices: define('perOperation', notices, 'notifications of what a barging-in recording ended'),
  hangUpNotices: define('none', choice('none', 'cancelled'), 'notifications of what the end of a call ended'),
  firstToneSequenceId: define(6, whole(0, 1_000_000), 'of the first tone of a call'),
  lingeringToneInfo: define(false, flag, 'repeat the last toneInfo in later notifications of the call'),
  idStyle: define('dashed', choice('dashed', 'upperUndashed', 'mixed'), 'ids in paths; mixed: by turns'),
  enumCase: define('camel', choice('camel', 'pascal', 'upper', 'mixed'), 'the status of operations; mixed: by turns'),
  resultNumbers: define('number', choice('number', 'string', 'mixed'), 'code and subcode; mixed: strings of calls'),
  resourceTwin: define(true, flag, 'send resource beside resourceUrl'),
  operationIdOmittedPercent: define(0, whole(0, 100), 'notifications of operations without an id, of a hundred'),
  callIdInNotices: define(false, flag, 'send the id inside of a call'),
  callNotices: define('captured', choice('captured', 'whole'), 'the members of a call: those that were seen, or all'),
  odataIds: define(false, flag, 'send @odata.id'),
  promptsInNotices: define(true, flag, 'a prompt that has ended comes with its URIs'),
  secretsInNotices: define(true, flag, 'of a call come a token of the meeting and links that open it'),
  completionReason: define(true, flag, 'send completionReason'),
  extraMembers: define(false, flag, 'send etags and members that are documented nowhere'),
  batchCompanions: define<CompanionType[]>(
    [],
    listOf(choice(...companionTypes)),
    'what every delivery carries in front of the rest',
  ),
  ...webhookSwitches,
  tokenIssuer: define('botframework', choice('botframework', 'graph'), 'issuer of webhook tokens'),
  tokenSeconds: define(300, whole(1, 86_400), 'how long a webhook token lasts'),
  tokenIssuedAt: define(false, flag, 'send iat in webhook tokens'),
  tokenContentType: define(true, flag, 'send cty in webhook tokens'),
};

export function initialSwitches(): Switches {
  return defaultsOf(switchDefinitions);
}

export function changedSwitches(current: Switches, changes: unknown): Switches {
  return withChanges(switchDefinitions, current, changes);
}

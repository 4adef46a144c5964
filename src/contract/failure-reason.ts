/** Why an operation failed: in the provider's words, sorted, or by a limit of ours. */
export type FailureReason = ToldReason | OwnReason;

/** What the provider tells with its codes. */
export type ToldReason =
  | 'declined'
  | 'noAnswer'
  | 'busy'
  /** Not registered, not online, no media. */
  | 'unreachable'
  /** Blocked, unauthenticated, or without a trunk. */
  | 'forbidden'
  /** The number or the request is wrong: a repeat fails alike. */
  | 'invalid'
  /** Somebody cancelled: with which codes our own cancels are told is undocumented and configured (`cancelledCodes`). */
  | 'cancelled'
  /** Another endpoint of the same user accepted. */
  | 'answeredElsewhere'
  | 'removed'
  | 'callEnded'
  /** The call was not established, or not any more, whenever it was tried. */
  | 'callNotEstablished'
  | 'throttled'
  | 'credentials'
  | 'notInCall'
  | 'providerFault'
  | 'other';

/** What we settle ourselves. */
type OwnReason = 'expired' | 'throttled' | 'credentials' | 'clockSkew' | 'notInCall';

const BY_SUB_CODE: Readonly<Record<number, ToldReason>> = {
  5000: 'removed',
  5300: 'removed',
  5002: 'declined',
  5003: 'declined',
  5234: 'cancelled',
  7000: 'callEnded',
  7504: 'credentials',
  7507: 'credentials',
  7509: 'credentials',
  8501: 'callNotEstablished',
  8508: 'cancelled',
  8516: 'throttled',
  8520: 'invalid',
  8522: 'callEnded',
  8523: 'invalid',
  8528: 'callEnded',
  8529: 'throttled',
  8530: 'throttled',
  8538: 'declined',
  8539: 'busy',
  8541: 'unreachable',
  8542: 'cancelled',
  8543: 'callEnded',
  8544: 'unreachable',
  8558: 'notInCall',
  8585: 'callNotEstablished',
  4506: 'noAnswer',
  10003: 'answeredElsewhere',
  10004: 'noAnswer',
  10009: 'forbidden',
  10024: 'declined',
  10037: 'unreachable',
  10057: 'noAnswer',
  10076: 'unreachable',
  10077: 'unreachable',
  10078: 'unreachable',
  301004: 'unreachable',
  301005: 'unreachable',
  500001: 'noAnswer',
  511404: 'invalid',
  511532: 'forbidden',
  540487: 'cancelled',
  560480: 'noAnswer',
  560487: 'cancelled',
};

/** Statuses of SIP, which ACS uses as codes. 487 alone does not tell a time-out from a cancel. */
const BY_CODE: Readonly<Record<number, ToldReason>> = {
  400: 'invalid',
  401: 'forbidden',
  403: 'forbidden',
  404: 'invalid',
  405: 'invalid',
  408: 'noAnswer',
  410: 'unreachable',
  429: 'throttled',
  480: 'unreachable',
  484: 'invalid',
  486: 'busy',
  603: 'declined',
};

/** Sub-codes of session border controllers: 560 (outbound) or 540 (inbound), then the status of SIP. */
const SESSION_BORDER = /^5[46]0(\d{3})$/;

/** "Unknown" and "fatal": sub-codes that say nothing, so that the code beside them counts first. */
const CATCH_ALL: ReadonlySet<number> = new Set([9001, 9002, 9003, 9998, 9999]);

/**
 * Sorts the `resultInformation` of an ACS event.
 *
 * @param told `code` and `subCode` of the event, either may be absent
 * @see Microsoft Learn, "Troubleshooting call end response codes" and "Troubleshooting in Azure Communication
 *   Services": Call Automation SDK error codes, calling codes, PSTN codes
 */
export function reasonOf({ code, subCode }: { readonly code?: number; readonly subCode?: number }): ToldReason {
  const told = BY_SUB_CODE[subCode ?? 0];
  if (told !== undefined) return told;
  if (code === 487 && subCode === 0) return 'cancelled';
  const [, sip] = SESSION_BORDER.exec(String(subCode ?? '')) ?? [];
  return (
    byCode(sip === undefined ? code : Number(sip)) ??
    byCode(code) ??
    (CATCH_ALL.has(subCode ?? 0) ? 'providerFault' : 'other')
  );
}

function byCode(code: number | undefined): ToldReason | undefined {
  if (code === undefined) return undefined;
  return code >= 500 && code < 600 ? 'providerFault' : BY_CODE[code];
}

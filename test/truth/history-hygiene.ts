import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { PHONE_NUMBER } from '../support/phone-number.ts';

/** A bearer token, a JSON web token, a signature of a request. */
const SECRETS = [/Bearer\s+[\w-]/, /eyJ[\w-]{8,}\.[\w-]{8,}/, /HMAC-SHA256/, /Signature=/];

/** The recorded input has to say whom to call, and the recorded list who is there: nothing else names a number. */
const MAY_NAME_SOMEBODY = new Set(['participant', 'sourceCallerIdNumber', 'rawIds']);

/** Where a secret, or a phone number beside the fields that are for one, stands in a history. */
export function leaksIn(history: History, secrets: readonly string[]): string[] {
  const leaks: string[] = [];
  visit(JSON.parse(historyToJSON(history)), '', (text, path, mayNameSomebody) => {
    if (secrets.some((secret) => text.includes(secret)) || SECRETS.some((shape) => shape.test(text)))
      leaks.push(`a secret in ${path}`);
    if (!mayNameSomebody && PHONE_NUMBER.test(text)) leaks.push(`a phone number in ${path}`);
  });
  return leaks;
}

/**
 * Where a secret, a phone number or a person stands in a text that is for others.
 *
 * @param people raw ids, which are looked for as they are and percent-encoded, and a phone number however it is separated, too
 */
export function leaksInText(text: string, secrets: readonly string[], people: readonly string[]): string[] {
  const forms = people.flatMap((rawId) => [rawId, encodeURIComponent(rawId)]);
  const numbers = people.flatMap(numberIn);
  return [
    ...(secrets.some((secret) => text.includes(secret)) || SECRETS.some((shape) => shape.test(text))
      ? ['a secret']
      : []),
    ...(PHONE_NUMBER.test(text) ? ['a phone number'] : []),
    ...(forms.some((form) => text.includes(form)) || numbers.some((form) => form.test(text)) ? ['a person'] : []),
  ];
}

/** With anything between its digits that people write there. */
function numberIn(rawId: string): RegExp[] {
  const [, digits] = /^4:\+?(\d+)$/.exec(rawId) ?? [];
  return digits === undefined ? [] : [new RegExp(digits.split('').join('[-. ()/]*'))];
}

type Visitor = (text: string, path: string, mayNameSomebody: boolean) => void;

function visit(value: unknown, path: string, see: Visitor, mayNameSomebody = false): void {
  if (typeof value === 'string') return see(value, path, mayNameSomebody);
  if (typeof value !== 'object' || value === null) return;
  const { metadata, data } = value as { metadata?: unknown; data?: unknown };
  if (metadata !== undefined && typeof data === 'string') return visitPayload(data, path, see);
  for (const [key, item] of Object.entries(value)) {
    see(key, `${path} (key)`, mayNameSomebody);
    const allowed = mayNameSomebody || (isOfRecordedData(path) && MAY_NAME_SOMEBODY.has(key));
    visit(item, `${path}.${key}`, see, allowed);
  }
}

function visitPayload(data: string, path: string, see: Visitor): void {
  const text = Buffer.from(data, 'base64').toString('utf8');
  try {
    visit(JSON.parse(text), `${path}.payload`, see);
  } catch {
    see(text, path, false);
  }
}

/** Inputs and results. Search attributes, memos, headers and failures are read by whoever may look at the namespace. */
function isOfRecordedData(path: string): boolean {
  return path.includes('.payload') && !/searchAttributes|memo|header|failure/i.test(path);
}

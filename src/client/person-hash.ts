import { createHash } from 'node:crypto';
import { canonicalRawId } from '../contract/participant.ts';
import { canonicalId } from '../contract/same-id.ts';

/** 20 bits: thousands of phone numbers share each value, and hardly two people of one call do. */
const HEX_DIGITS = 5;

/**
 * Tells people of one call apart, and names nobody: five hexadecimal digits of SHA-256 over the call's id and the raw id,
 * however they are written. See docs/decisions/0007-a-hash-that-names-nobody.md.
 */
export function personHash(callConnectionId: string, rawId: string): string {
  const text = `${canonicalId(callConnectionId)}\n${canonicalRawId(rawId)}`;
  return createHash('sha256').update(text).digest('hex').slice(0, HEX_DIGITS);
}

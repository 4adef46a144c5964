import type { Fields } from './json-fields.ts';
import type { TokenWishes } from './signing-key.ts';

export const tokenWishNames = ['expired', 'audience', 'issuer', 'foreignKey', 'unsigned'] as const;

export function readTokenWishes(fields: Fields): TokenWishes {
  return {
    expired: fields.optionalBoolean('expired'),
    audience: fields.optionalString('audience'),
    issuer: fields.optionalString('issuer'),
    foreignKey: fields.optionalBoolean('foreignKey'),
    unsigned: fields.optionalBoolean('unsigned'),
  };
}

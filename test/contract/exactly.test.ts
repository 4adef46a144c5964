import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { exactly } from '../../src/contract/exactly.schema.ts';

interface Cancel {
  readonly requestedAt: string;
  readonly state: 'sent' | 'refused';
  readonly code?: string;
  readonly about: readonly string[];
}

const members = {
  requestedAt: z.string(),
  state: z.enum(['sent', 'refused']),
  code: z.string().exactOptional(),
  about: z.array(z.string()),
};
const { code: _code, ...withoutCode } = members;

// The compiler is what is tested: each of these lines is checked by `npm run check`.
test('a schema is taken for a type only where each tells what the other does', () => {
  const exact = z.object(members);

  expect(exactly<Cancel>()(exact)).toBe(exact);
  // @ts-expect-error A member that may be missing is not described.
  exactly<Cancel>()(z.object(withoutCode));
  // @ts-expect-error A member is described that the type does not have.
  exactly<Cancel>()(z.object({ ...members, reason: z.string().exactOptional() }));
  // @ts-expect-error A member may be missing, and is said to be there.
  exactly<Cancel>()(z.object({ ...members, code: z.string() }));
  // @ts-expect-error A member is there, and is said to be missing sometimes.
  exactly<Cancel>()(z.object({ ...members, about: z.array(z.string()).exactOptional() }));
  // @ts-expect-error A word is missing.
  exactly<Cancel>()(z.object({ ...members, state: z.literal('sent') }));
  // @ts-expect-error There is one word too many.
  exactly<Cancel>()(z.object({ ...members, state: z.enum(['sent', 'refused', 'lost']) }));
});

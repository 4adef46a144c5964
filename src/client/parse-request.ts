import type { z } from 'zod';
import { definedOf, type Defined } from './defined-of.ts';
import { InvalidRequest } from './errors.ts';

const LONGEST_KEY = 255;

/**
 * A request with its defaults, as the HTTP service takes it.
 *
 * @throws InvalidRequest with every mistake at once
 */
export function parseRequest<Schema extends z.ZodType<object>>(
  schema: Schema,
  request: unknown,
): Defined<z.output<Schema>> {
  const { success, data, error } = schema.safeParse(request);
  if (success) return definedOf(data);
  throw new InvalidRequest(
    error.issues.map(({ path, message }) => ({ pointer: path.map(pointerPart).join(''), detail: message })),
  );
}

/** @throws InvalidRequest */
export function assertIdempotencyKey(key: string | undefined): void {
  if (key === undefined || (key.length > 0 && key.length <= LONGEST_KEY)) return;
  throw new InvalidRequest([{ pointer: '/idempotencyKey', detail: `must be 1 to ${LONGEST_KEY} characters` }]);
}

/** RFC 6901. */
function pointerPart(part: PropertyKey): string {
  return `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

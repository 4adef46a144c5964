import type { Connection } from '@temporalio/client';

/** Temporal's IndexedValueType. */
const TYPE_NUMBERS = { Text: 1, Keyword: 2, Int: 3, Double: 4, Bool: 5, Datetime: 6, KeywordList: 7 } as const;

const CALL_TIMEOUT_MS = 10_000;

export type SearchAttributeType = keyof typeof TYPE_NUMBERS;

/**
 * Registers the attributes that the namespace lacks. Needed for a database file from before an attribute was added:
 * `start-dev --search-attribute` takes effect only when it creates the namespace, and ignores an existing one.
 * Throws when one exists with another type.
 */
export async function addMissingSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: Record<string, SearchAttributeType>,
): Promise<void> {
  const { customAttributes } = await within(connection, (operator) => operator.listSearchAttributes({ namespace }));
  const missing: Record<string, number> = {};
  for (const [name, type] of Object.entries(wanted)) {
    const existing: number | null | undefined = customAttributes[name];
    if (existing === undefined || existing === null) missing[name] = TYPE_NUMBERS[type];
    else if (existing !== TYPE_NUMBERS[type]) throw new Error(wrongType(name, type, existing));
  }
  if (Object.keys(missing).length === 0) return;
  await within(connection, (operator) => operator.addSearchAttributes({ namespace, searchAttributes: missing }));
}

async function within<T>(
  connection: Connection,
  call: (operator: Connection['operatorService']) => Promise<T>,
): Promise<T> {
  return await connection.withDeadline(
    Date.now() + CALL_TIMEOUT_MS,
    async () => await call(connection.operatorService),
  );
}

function wrongType(name: string, type: SearchAttributeType, existing: number): string {
  const existingName = Object.entries(TYPE_NUMBERS).find(([, number]) => number === existing)?.[0] ?? existing;
  return (
    `The search attribute ${name} of this Temporal server is of type ${existingName}; ${type} is needed. ` +
    'Start with another database file, or remove the attribute with "temporal operator search-attribute remove".'
  );
}

import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';

/** By which operations are found. Set at start; never anything personal. */
export const CALL_ID = defineSearchAttributeKey(SEARCH_ATTRIBUTES.callId, SearchAttributeType.KEYWORD);
export const KIND = defineSearchAttributeKey(SEARCH_ATTRIBUTES.kind, SearchAttributeType.KEYWORD);
export const CALLER = defineSearchAttributeKey(SEARCH_ATTRIBUTES.caller, SearchAttributeType.KEYWORD);
export const PERSON = defineSearchAttributeKey(SEARCH_ATTRIBUTES.person, SearchAttributeType.KEYWORD);

/** Must exist in the namespace before an operation can start. */
export const SEARCH_ATTRIBUTE_NAMES = [CALL_ID.name, KIND.name, CALLER.name, PERSON.name] as const;

/** Temporal's IndexedValueType. */
const KEYWORD = 2;

/** A search attribute of ours exists in the namespace, and cannot hold what is ours. */
export class SearchAttributeOfOtherType extends Error {
  override readonly name = 'SearchAttributeOfOtherType';
  constructor(attribute: string) {
    super(`the search attribute ${attribute} exists, and is not of type Keyword`);
  }
}

/** Those of ours that the client's namespace lacks. */
export async function missingSearchAttributes(client: Client): Promise<string[]> {
  const types = await typesIn(client);
  return SEARCH_ATTRIBUTE_NAMES.filter((name) => !(name in types));
}

/**
 * Creates those of ours that the client's namespace lacks.
 *
 * @returns the names of those that were created
 * @throws SearchAttributeOfOtherType, before anything is created; what Temporal's client throws
 */
export async function createSearchAttributes(client: Client): Promise<string[]> {
  const types = await typesIn(client);
  const wrong = SEARCH_ATTRIBUTE_NAMES.find((name) => name in types && types[name] !== KEYWORD);
  if (wrong !== undefined) throw new SearchAttributeOfOtherType(wrong);
  const missing = SEARCH_ATTRIBUTE_NAMES.filter((name) => !(name in types));
  if (missing.length > 0) {
    await client.connection.operatorService.addSearchAttributes({
      namespace: client.options.namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
    });
  }
  return missing;
}

async function typesIn(client: Client): Promise<Readonly<Record<string, number>>> {
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
    namespace: client.options.namespace,
  });
  return customAttributes ?? {};
}

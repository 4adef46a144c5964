import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';

/** By which operations are found. Set at start; never anything personal. */
export const CALL_ID = defineSearchAttributeKey(SEARCH_ATTRIBUTES.callId, SearchAttributeType.KEYWORD);
export const KIND = defineSearchAttributeKey(SEARCH_ATTRIBUTES.kind, SearchAttributeType.KEYWORD);
export const PERSON = defineSearchAttributeKey(SEARCH_ATTRIBUTES.person, SearchAttributeType.KEYWORD);

/** Must exist in the namespace before an operation can start. */
export const SEARCH_ATTRIBUTE_NAMES = [CALL_ID.name, KIND.name, PERSON.name] as const;

/** Those of ours that the client's namespace lacks. */
export async function missingSearchAttributes(client: Client): Promise<string[]> {
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
    namespace: client.options.namespace,
  });
  return SEARCH_ATTRIBUTE_NAMES.filter((name) => !(name in (customAttributes ?? {})));
}

const UNDASHED_GUID = /^[0-9a-f]{32}$/;
const GUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/**
 * The one form of an id: Graph writes the same GUID in upper case without dashes in paths, and in lower case with dashes
 * in bodies. What is no GUID stays as it is, in lower case.
 */
export function normaliseGraphId(id: string): string {
  const lowerCase = id.toLowerCase();
  const digits = lowerCase.replaceAll('-', '');
  return UNDASHED_GUID.test(digits) ? digits.replace(GUID_PARTS, '$1-$2-$3-$4-$5') : lowerCase;
}

/**
 * Calls that can be adopted. Graph's ids are GUIDs; others are taken as far as they fit into workflow ids, client contexts
 * and visibility queries.
 */
export const GRAPH_CALL_ID = /^[A-Za-z0-9_-]{1,64}$/;

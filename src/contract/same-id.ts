/** Identifiers of providers are GUIDs, numbers and the like: in what case they are written means nothing. */
export function canonicalId(id: string): string {
  return id.toLowerCase();
}

/** False where one is missing. */
export function isSameId(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && canonicalId(one) === canonicalId(other);
}

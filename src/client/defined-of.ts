export type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out what was not given: the difference between absent and undefined would make equal requests differ. */
export function definedOf<T extends object>(body: T): Defined<T> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never;
}

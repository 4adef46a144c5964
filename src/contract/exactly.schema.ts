import type { z } from 'zod';

interface Optional<T> {
  readonly optional: T;
}

interface ListOf<T> {
  readonly listOf: T;
}

/** Two types are assignable to each other in this form only where each member is there in both, and optional in both. */
type Plain<T> = T extends readonly (infer Element)[]
  ? ListOf<Plain<Element>>
  : T extends object
    ? { [Key in keyof T]-?: object extends Pick<T, Key> ? Optional<Plain<T[Key]>> : Plain<T[Key]> }
    : T;

type Same<A, B> = [Plain<A>, Plain<B>] extends [Plain<B>, Plain<A>] ? true : false;

/**
 * The schema as one of `T`; the compiler refuses what describes anything else. So a type that is answered and the schema
 * that tells of it cannot drift apart.
 */
export function exactly<T>() {
  return <Schema extends z.ZodType<T>>(schema: Same<z.output<Schema>, T> extends true ? Schema : never): z.ZodType<T> =>
    schema;
}

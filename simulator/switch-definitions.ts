import { BadField, Fields } from './json-fields.ts';
import type { Reader } from './switch-readers.ts';

interface Definition<T> {
  initial: T;
  read: Reader<T>;
  about: string;
}

export type SwitchDefinitions<Switches> = { [Name in keyof Switches]: Definition<Switches[Name]> };

export function define<T>(initial: T, read: Reader<T>, about: string): Definition<T> {
  return { initial, read, about };
}

export function defaultsOf<Switches>(definitions: SwitchDefinitions<Switches>): Switches {
  const entries = Object.entries<Definition<unknown>>(definitions as Record<string, Definition<unknown>>);
  return Object.fromEntries(entries.map(([name, { initial }]) => [name, structuredClone(initial)])) as Switches;
}

/** The switches with the named ones changed; throws before anything is changed. */
export function withChanges<Switches>(
  definitions: SwitchDefinitions<Switches>,
  current: Switches,
  changes: unknown,
): Switches {
  Fields.of(changes, '');
  const next = { ...current } as Record<string, unknown>;
  for (const [name, value] of Object.entries(changes as object)) {
    if (!Object.hasOwn(definitions, name)) {
      throw new BadField(`There is no switch ${name}. Known: ${Object.keys(definitions).join(', ')}.`);
    }
    const { read } = definitions[name as keyof Switches] as Definition<unknown>;
    next[name] = read(value, name, next[name]);
  }
  return next as Switches;
}

/** As the help tells them. */
export function switchList<Switches>(definitions: SwitchDefinitions<Switches>): string {
  return Object.entries<Definition<unknown>>(definitions as Record<string, Definition<unknown>>)
    .map(([name, { initial, about }]) => `  ${name} = ${JSON.stringify(initial)}\n      ${about}\n`)
    .join('');
}

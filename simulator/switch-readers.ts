import { BadField, Fields } from './json-fields.ts';

/** Reads the value given for a switch, or throws with one sentence. `current` is the value that is being replaced. */
export type Reader<T> = (value: unknown, path: string, current: T) => T;

export function choice<T extends string>(...values: T[]): Reader<T> {
  return (value, path) => {
    if (!values.includes(value as T)) throw new BadField(`${path} must be one of: ${values.join(', ')}.`);
    return value as T;
  };
}

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new BadField(`${path} must be true or false.`);
  return value;
};

export function whole(min: number, max: number): Reader<number> {
  return (value, path) => Fields.of({ [path]: value }, '').integer(path, min, max);
}

export const text: Reader<string> = (value, path) => Fields.of({ [path]: value }, '').string(path);

export function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (value, path, current) => (value === null ? null : reader(value, path, current as T));
}

export function listOf<T>(reader: Reader<T>): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new BadField(`${path} must be a list.`);
    return value.map((item, index) => reader(item, `${path}[${index}]`, undefined as T));
  };
}

/** A map that is changed key by key; null takes a key away. */
export function mapOf<T>(reader: Reader<T>): Reader<Record<string, T>> {
  return (value, path, current) => {
    const changed = { ...current };
    for (const [key, item] of Object.entries(Fields.of(value, path) && (value as Record<string, unknown>))) {
      if (item === null) delete changed[key];
      else changed[key] = reader(item, `${path}["${key}"]`, undefined as T);
    }
    return changed;
  };
}

export interface RefusalCode {
  status: number;
  code: string;
}

export const refusalCode: Reader<RefusalCode> = (value, path, current) => {
  const fields = Fields.of(value, path).onlyKnown(['status', 'code']);
  return {
    status: fields.optionalInteger('status', 400, 599) ?? current.status,
    code: fields.optionalString('code') ?? current.code,
  };
};

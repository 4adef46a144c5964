/** Thrown with one clear sentence that names the field; the caller turns it into its own kind of 400. */
export class BadField extends Error {}

/** Reads the fields of a JSON object one by one. A JSON null counts as absent. Unknown fields are tolerated unless `onlyKnown` is called. */
export class Fields {
  readonly #object: Record<string, unknown>;
  readonly #path: string;

  private constructor(object: Record<string, unknown>, path: string) {
    this.#object = object;
    this.#path = path;
  }

  static of(value: unknown, path: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new BadField(`${path || 'The body'} must be a JSON object.`);
    }
    return new Fields(value as Record<string, unknown>, path);
  }

  path(name: string): string {
    return this.#path ? `${this.#path}.${name}` : name;
  }

  raw(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? (this.#object[name] ?? undefined) : undefined;
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  optionalString(name: string): string | undefined {
    const value = this.raw(name);
    if (value !== undefined && typeof value !== 'string') throw new BadField(`${this.path(name)} must be a string.`);
    return value;
  }

  string(name: string): string {
    const value = this.optionalString(name);
    if (value === undefined || value === '')
      throw new BadField(`${this.path(name)} is required and must not be empty.`);
    return value;
  }

  optionalInteger(name: string, min: number, max: number): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
      throw new BadField(`${this.path(name)} must be a whole number from ${min} to ${max}.`);
    }
    return value as number;
  }

  integer(name: string, min: number, max: number): number {
    const value = this.optionalInteger(name, min, max);
    if (value === undefined) throw new BadField(`${this.path(name)} is required.`);
    return value;
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value !== undefined && typeof value !== 'boolean')
      throw new BadField(`${this.path(name)} must be true or false.`);
    return value;
  }

  optionalOneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!values.includes(value as T)) throw new BadField(`${this.path(name)} must be one of: ${values.join(', ')}.`);
    return value as T;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const value = this.optionalOneOf(name, values);
    if (value === undefined) throw new BadField(`${this.path(name)} is required: one of ${values.join(', ')}.`);
    return value;
  }

  optionalObject(name: string): Fields | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : Fields.of(value, this.path(name));
  }

  object(name: string): Fields {
    const value = this.optionalObject(name);
    if (!value) throw new BadField(`${this.path(name)} is required.`);
    return value;
  }

  array(name: string): unknown[] {
    const value = this.raw(name);
    if (!Array.isArray(value)) throw new BadField(`${this.path(name)} is required and must be a list.`);
    return value;
  }

  /** Whatever its fields are called, they are strings. */
  onlyStrings(): this {
    for (const name of Object.keys(this.#object)) this.optionalString(name);
    return this;
  }

  onlyKnown(names: readonly string[]): this {
    const unknown = Object.keys(this.#object).filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new BadField(`${this.path(unknown[0] as string)} is not known here. Known: ${names.join(', ')}.`);
    }
    return this;
  }
}

import { randomBytes } from 'node:crypto';
import { Refusal } from '../answers.ts';

/** The keys that clients sign with, by position. A rotated one is forgotten: its old value opens nothing any more. */
export class AccessKeys {
  readonly #given: readonly string[];
  #keys: string[];

  constructor(given: readonly string[]) {
    this.#given = given;
    this.#keys = [...given];
  }

  /** Those that are accepted, without the ones at these positions. */
  except(positions: readonly number[]): string[] {
    return this.#keys.filter((_, index) => !positions.includes(index));
  }

  /** The new key, base64. */
  rotate(position: number, key = randomBytes(32).toString('base64')): string {
    if (position >= this.#keys.length) throw new Refusal(404, '404', `There is no access key at position ${position}.`);
    this.#keys[position] = key;
    return key;
  }

  reset(): void {
    this.#keys = [...this.#given];
  }
}

export function isAccessKey(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
}

import { seededRandom } from '../../src/statechart/testing/seeded-random.ts';

/** Random choices that are the same for the same seed. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: string) {
    this.#random = seededRandom(seed);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.between(0, choices.length - 1)] as T;
  }

  /** As `pick`; a choice comes as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let left = this.#random() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) if ((left -= weight) < 0) return choice;
    return (choices.at(-1) as readonly [number, T])[1];
  }

  /** Nothing, or one to `most` of them. */
  some<T>(probability: number, most: number, roll: () => T): T[] {
    return this.chance(probability) ? Array.from({ length: this.between(1, most) }, roll) : [];
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.between(0, 15).toString(16)).join('');
  }
}

import type { Answer } from './answers.ts';

/** Whether a request is executed, or answered from what is known of an earlier one. */
export type Admission =
  | { kind: 'refused' | 'repeat'; answer: Answer }
  | {
      kind: 'execute';
      /** Beside those of an answer of success. */
      headers: Record<string, string>;
      /** Keeps the answer for repeats. */
      remember(answer: Answer, sentStatus: number | null): void;
      /** The request ends without having been executed: a repeat is executed. */
      forget(): void;
    };

/** Where the provider keeps nothing for repeats. */
export function alwaysExecuted(): Admission {
  return { kind: 'execute', headers: {}, remember: () => undefined, forget: () => undefined };
}

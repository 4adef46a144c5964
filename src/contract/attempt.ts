import type { ProviderFailure } from './provider-failure.ts';

/** One try at a provider request. */
export interface Attempt {
  /** Counted from 1 by whoever repeats; above 1 an earlier try may have reached the provider. */
  readonly number: number;
  /** Gives the try up. It then ends with the signal's reason and is not classified. */
  readonly signal: AbortSignal;
}

/** What a try came to. */
export type Attempted<Value> =
  | {
      readonly ok: true;
      readonly value: Value;
      readonly status: number;
      /** For the operator, of an answer that is odd: names nobody who is called. */
      readonly remark?: string;
    }
  | {
      readonly ok: false;
      readonly failure: ProviderFailure;
      /** For the operator: names the operation and the try, and nobody who is called. */
      readonly sentence: string;
    };

/** The SDK's inside of the workflow that is running: the exact pin of the SDK stands for it. */
declare const __TEMPORAL_ACTIVATOR__: {
  random: () => number;
  getNamedRandom(name: string): () => number;
};

/**
 * Runs `work`, which is synchronous, with a `Math.random` that draws from the workflow's stream of this name.
 *
 * Not by `getRandomStream(name).with`: that makes an `AsyncLocalStorage` for each workflow, and up to Node 22 every
 * promise of a thread gets a property for every one of them, so that all would pay for each instance in the cache.
 */
export function withRandomStream<T>(name: string, work: () => T): T {
  const activator = __TEMPORAL_ACTIVATOR__;
  const { random } = activator;
  activator.random = activator.getNamedRandom(name);
  try {
    return work();
  } finally {
    activator.random = random;
  }
}

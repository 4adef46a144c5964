/** Resolves once the signal is aborted. */
export async function whenAborted(signal: AbortSignal): Promise<undefined> {
  await unlessAborted(signal, new Promise(() => {})).catch(() => {});
}

/** Settles as `work` does, or rejects with the signal's reason when that comes first. */
export async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return await work;
  let abort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

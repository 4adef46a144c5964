const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Why things end: by which signal this process was asked to. */
export class AskedToEnd extends Error {
  override readonly name = 'AskedToEnd';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`asked to end by ${signal}`);
    this.signal = signal;
  }
}

/**
 * Aborts when this process is asked to end: by a signal, which may come twice (the terminal sends Ctrl-C to npm and to
 * us, and npm hands it on), or by the end of the npm that runs it. The scripts of package.json `exec` us: a shell between
 * npm and us would die of Ctrl-C before we have ended.
 */
export function abortWhenAsked(): AbortSignal {
  const asked = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => asked.abort(new AskedToEnd(signal)));
  // who reads us may be gone before we are
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const npm = process.ppid;
    setInterval(() => {
      if (process.ppid !== npm) asked.abort(new AskedToEnd('SIGHUP'));
    }, 500).unref();
  }
  return asked.signal;
}

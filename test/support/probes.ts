interface Probed {
  readonly status: number;
  /** Why it is not ready. */
  readonly reason: string | undefined;
}

/** What a process that listens says when it is asked whether it is ready. */
async function readiness(origin: string): Promise<Probed> {
  const response = await fetch(`${origin}/readyz`);
  const { reason } = (await response.json()) as { readonly reason?: string };
  return { status: response.status, reason };
}

export async function untilReadinessIs(origin: string, reason: string | undefined): Promise<Probed> {
  for (const deadline = Date.now() + 40_000; ;) {
    const probed = await readiness(origin);
    if (probed.reason === reason) return probed;
    if (Date.now() > deadline) throw new Error(`not ${reason ?? 'ready'}; last seen: ${JSON.stringify(probed)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

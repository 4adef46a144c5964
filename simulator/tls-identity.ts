import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { makeTlsIdentity, type TlsIdentity } from './certificate.ts';

/** What a CA file that cannot be written is told with. */
export class UnusableCaFile extends Error {}

const ONE_DAY_MS = 24 * 3_600_000;

/**
 * The identity of before, as long as it lasts, or a new one: who has been told to trust it goes on doing so when the
 * simulator starts again. The CA file is there before anyone is told to use it; what is secret is kept beside it, for
 * its owner only.
 *
 * @throws UnusableCaFile
 */
export async function tlsIdentityFor(caFile: string): Promise<TlsIdentity> {
  const keptIn = `${caFile}.identity`;
  const kept = await readFile(keptIn, 'utf8').then(read, () => undefined);
  const identity = kept !== undefined && lasts(kept) ? kept : makeTlsIdentity();
  try {
    await writeFile(caFile, identity.caCertificate);
    if (identity !== kept) await writeFile(keptIn, JSON.stringify(identity), { mode: 0o600 });
  } catch (error) {
    throw new UnusableCaFile(`The file ${caFile} cannot be written: ${(error as Error).message}.`);
  }
  return identity;
}

function read(text: string): TlsIdentity | undefined {
  try {
    return JSON.parse(text) as TlsIdentity;
  } catch {
    return undefined;
  }
}

function lasts({ certificate }: TlsIdentity): boolean {
  return Date.parse(new X509Certificate(certificate).validTo) > Date.now() + ONE_DAY_MS;
}

import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/* Just enough of X.509 (RFC 5280) and DER for a certificate authority of one certificate: node:crypto reads certificates and makes none. */

export interface TlsIdentity {
  /** PEM: what clients are told to trust. */
  caCertificate: string;
  /** PEM. */
  certificate: string;
  /** PEM. */
  privateKey: string;
}

const lifetimeMs = 30 * 24 * 3_600_000;
/** Clocks of clients may be behind. */
const allowanceMs = 24 * 3_600_000;

/** A certificate authority that is forgotten at once, and the certificate that it gave to 127.0.0.1 and localhost. */
export function makeTlsIdentity(): TlsIdentity {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const by = { name: `simulator ${randomBytes(4).toString('hex')}`, key: authority.privateKey };
  const name = Buffer.from('localhost');
  const address = Buffer.from([127, 0, 0, 1]);
  return {
    caCertificate: certificate(by, by.name, authority.publicKey, [
      extension([2, 5, 29, 19], true, sequence(boolean(true))),
    ]),
    certificate: certificate(by, 'localhost', server.publicKey, [
      extension([2, 5, 29, 17], false, sequence(tagged(0x82, name), tagged(0x87, address))),
    ]),
    privateKey: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

interface Issuer {
  name: string;
  key: KeyObject;
}

const ecdsaWithSha256 = () => sequence(objectId([1, 2, 840, 10_045, 4, 3, 2]));

function certificate(issuer: Issuer, subject: string, publicKey: KeyObject, extensions: Buffer[]): string {
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256(),
    commonName(issuer.name),
    sequence(time(Date.now() - allowanceMs), time(Date.now() + lifetimeMs)),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, issuer.key)]);
  const lines = sequence(content, ecdsaWithSha256(), tagged(0x03, signature))
    .toString('base64')
    .match(/.{1,64}/g);
  return `-----BEGIN CERTIFICATE-----\n${(lines ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
}

function extension(id: number[], critical: boolean, value: Buffer): Buffer {
  return sequence(objectId(id), ...(critical ? [boolean(true)] : []), tagged(0x04, value));
}

function commonName(text: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId([2, 5, 4, 3]), tagged(0x0c, Buffer.from(text)))));
}

/** UTCTime, which reaches to 2049. */
function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${text}Z`));
}

function sequence(...items: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(items));
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 0xff : 0]));
}

function objectId([first = 0, second = 0, ...rest]: number[]): Buffer {
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

import { defaultPayloadConverter, type Payload, type PayloadCodec, type ProtoFailure } from '@temporalio/common';
import type { EffectContent } from '../replayed.ts';

/** What an effect carries, as values that can be compared and shown. */
export async function valueOf(content: EffectContent, codecs: readonly PayloadCodec[]): Promise<unknown> {
  if ('durationMs' in content) return content.durationMs;
  if ('failure' in content) return { failure: await readFailure(content.failure, codecs) };
  if ('payloads' in content) return readPayloads(content.payloads, codecs);
  const names = Object.keys(content.fields);
  const values = await readPayloads(Object.values(content.fields), codecs);
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

export async function readPayloads(
  payloads: readonly Payload[],
  codecs: readonly PayloadCodec[],
): Promise<readonly unknown[]> {
  let decoded = [...payloads];
  for (const codec of codecs.toReversed()) decoded = await codec.decode(decoded);
  return decoded.map(readPayload);
}

/** What was written by a converter of the user's is compared as it was written. */
function readPayload(payload: Payload): unknown {
  try {
    return defaultPayloadConverter.fromPayload(payload);
  } catch {
    return { metadata: readBytes(payload.metadata), data: base64(payload.data) };
  }
}

function readBytes(metadata: Payload['metadata']): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([key, bytes]) => [key, base64(bytes)]));
}

function base64(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64');
}

/** Not its stack and its source: they change with the code, and nobody acts on them. */
async function readFailure(failure: ProtoFailure, codecs: readonly PayloadCodec[]): Promise<object> {
  const { encodedAttributes, applicationFailureInfo: application, cause } = failure;
  const [encoded] = encodedAttributes ? await readPayloads([encodedAttributes], codecs) : [];
  const details = await readPayloads(application?.details?.payloads ?? [], codecs);
  return {
    message: (encoded as { message?: string } | undefined)?.message ?? failure.message ?? '',
    ...(application && { type: application.type ?? '', details }),
    ...(cause && { cause: await readFailure(cause, codecs) }),
  };
}

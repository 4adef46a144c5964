import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { findJsonLoss } from '../json-loss.ts';

/**
 * Refuses what Temporal's default converter would refuse in words of its own, or lose in silence. Whoever brings a
 * converter brings its errors too.
 */
export function assertJson(client: Client, value: unknown, path: string, refusal: (loss: string) => Error): void {
  if (client.options.loadedDataConverter.payloadConverter !== defaultPayloadConverter) return;
  const loss = findJsonLoss(value, path);
  if (loss !== undefined) throw refusal(loss);
}

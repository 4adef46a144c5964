import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  createSearchAttributes,
  SEARCH_ATTRIBUTE_NAMES,
  SearchAttributeOfOtherType,
} from '../src/client/search-attributes.ts';

/* npm run setup:temporal: creates what operations need in the namespace that the variables TEMPORAL_… name. */

const CONNECT_TIMEOUT_MS = 5_000;
const CREATE_TIMEOUT_MS = 60_000;

/** gRPC. */
const NOT_FOUND = 5;
const NOT_ALLOWED: ReadonlySet<unknown> = new Set([7, 12, 16]);
const AWAY: ReadonlySet<unknown> = new Set([4, 14]);

interface Place {
  readonly address: string;
  readonly namespace: string;
}

/** What went wrong, in one sentence that says what to do; `undefined` where nobody foresaw it. */
function sentenceFor(error: unknown, { address, namespace }: Place): string | undefined {
  if (error instanceof SearchAttributeOfOtherType)
    return `In the namespace ${namespace} ${error.message}: remove it, or set TEMPORAL_NAMESPACE to another namespace.`;
  const code = codeOf(error);
  if (code === NOT_FOUND)
    return `Temporal at ${address} has no namespace ${namespace}: create it (temporal operator namespace create --namespace ${namespace}), or set TEMPORAL_NAMESPACE.`;
  if (NOT_ALLOWED.has(code))
    return `Temporal at ${address} does not let this identity create search attributes in the namespace ${namespace}: let an administrator create ${SEARCH_ATTRIBUTE_NAMES.join(', ')}, of type Keyword.`;
  return AWAY.has(code) ? awaySentence(address) : undefined;
}

function awaySentence(address: string): string {
  return `Temporal cannot be reached at ${address}: start it, or set TEMPORAL_ADDRESS.`;
}

function codeOf(error: unknown): unknown {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  return typeof code === 'number' || cause === undefined ? code : codeOf(cause);
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function readPlace() {
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
    return { connectionOptions, namespace, address: connectionOptions.address ?? '127.0.0.1:7233' };
  } catch (error) {
    return fail(`The settings of Temporal (TEMPORAL_…) cannot be used: ${(error as Error).message}`);
  }
}

const { connectionOptions, ...place } = readPlace();
const connection = await Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_TIMEOUT_MS }).catch(
  (error: unknown) => fail(sentenceFor(error, place) ?? awaySentence(place.address)),
);
try {
  const client = new Client({ connection, namespace: place.namespace });
  const created = await connection.withDeadline(Date.now() + CREATE_TIMEOUT_MS, () => createSearchAttributes(client));
  for (const name of SEARCH_ATTRIBUTE_NAMES) {
    process.stdout.write(`${name} in ${place.namespace}: ${created.includes(name) ? 'created' : 'was there'}\n`);
  }
} catch (error) {
  const sentence = sentenceFor(error, place);
  if (sentence === undefined) throw error;
  fail(sentence);
} finally {
  await connection.close();
}

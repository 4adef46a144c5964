import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/* The specification is read where it is and never copied. Its known defects are mended here, in memory. */

export type Schema = Record<string, unknown>;

/** What an operation of the specification declares, in the words of OpenAPI 2.0. */
export interface Operation {
  operationId: string;
  parameters: readonly Parameter[];
  responses: Record<string, { schema?: Schema }>;
  'x-ms-examples'?: Record<string, { $ref: string }>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'body';
  required?: boolean;
  type?: string;
  format?: string;
  schema?: Schema;
}

export interface Example {
  parameters: Record<string, unknown> & { 'api-version': string };
  responses: Record<string, { body?: unknown }>;
}

/** One file of the specification. */
export interface SpecificationFile {
  /** Where it is: relative references start here. */
  uri: string;
  definitions: Record<string, Schema>;
}

interface OpenApi {
  swagger?: unknown;
  info?: { version?: string };
  parameters?: Record<string, Parameter>;
  paths: Record<string, Record<string, Omit<Operation, 'parameters'> & { parameters?: (Parameter | Reference)[] }>>;
  definitions: Record<string, Schema>;
}

interface Reference {
  $ref: string;
}

const version = '2023-10-15';
const callsPath = '/calling/callConnections';

export class Specification {
  readonly main: SpecificationFile;
  /** The main file and the ones that it refers to. */
  readonly files: readonly SpecificationFile[];
  readonly #file: string;
  readonly #api: OpenApi;

  constructor(folder: string) {
    [this.#file, this.#api] = callAutomationIn(folder);
    const referred = new Set(externalFiles(this.#api.definitions));
    const others = [...referred].map((reference) => path.resolve(path.dirname(this.#file), reference));
    this.main = { uri: pathToFileURL(this.#file).href, definitions: mended(this.#api.definitions, [...referred]) };
    this.files = [
      this.main,
      ...others.map((file) => ({
        uri: pathToFileURL(file).href,
        definitions: (readJson(file) as OpenApi).definitions,
      })),
    ];
  }

  /** The operation that a request is for, and the values in its path. */
  operationFor(method: string, pathname: string): { operation: Operation; values: Record<string, string> } | undefined {
    for (const [template, operations] of Object.entries(this.#api.paths)) {
      const values = matched(template, pathname);
      const declared = operations[method.toLowerCase()];
      if (values && declared) return { operation: this.#resolved(declared), values };
    }
    return undefined;
  }

  operation(operationId: string): Operation {
    const all = Object.values(this.#api.paths).flatMap((operations) => Object.values(operations));
    const found = all.find((operation) => operation.operationId === operationId);
    if (!found) throw new Error(`The specification has no operation ${operationId}.`);
    return this.#resolved(found);
  }

  example(operationId: string): Example {
    const reference = Object.values(this.operation(operationId)['x-ms-examples'] ?? {})[0]?.$ref;
    if (reference === undefined) throw new Error(`The specification has no example of ${operationId}.`);
    return withTodaysNames(readJson(path.resolve(path.dirname(this.#file), reference)) as Example);
  }

  #resolved(operation: OpenApi['paths'][string][string]): Operation {
    const { parameters = [] } = this.#api;
    const named = parameters as Record<string, Parameter>;
    return {
      ...operation,
      parameters: (operation.parameters ?? []).map((parameter) =>
        '$ref' in parameter ? (named[parameter.$ref.replace('#/parameters/', '')] as Parameter) : parameter,
      ),
    };
  }
}

function callAutomationIn(folder: string): [file: string, api: OpenApi] {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && name.includes(version) && !name.split(path.sep).includes('examples'))
    .map((name) => path.join(folder, name))
    .map((file): [string, OpenApi] => [file, readJson(file) as OpenApi])
    .find(([, { swagger, info, paths }]) => swagger === '2.0' && info?.version === version && callsPath in paths);
  if (!found) throw new Error(`There is no OpenAPI 2.0 file of Call Automation ${version} in ${folder}.`);
  return found;
}

/** MicrosoftTeamsAppIdentifierModel refers to a definition of the main file that only the file of common types has. */
function mended(definitions: Record<string, Schema>, others: readonly string[]): Record<string, Schema> {
  const dangling = [...referencesIn(definitions)]
    .map((reference) => reference.replace(/^#\/definitions\//, ''))
    .filter((name) => !name.includes('#') && !(name in definitions));
  const borrowed = dangling.map((name) => [name, { $ref: `${others[0]}#/definitions/${name}` }]);
  return { ...definitions, ...Object.fromEntries(borrowed) };
}

/** Some examples of mid-call operations still have the names that their callback URI had before the release. */
function withTodaysNames(example: Example): Example {
  const text = JSON.stringify(example.parameters);
  if (!text.includes('"callConnectionId"')) return example;
  const parameters = JSON.parse(text.replaceAll(/"(callbackUri|overrideCallbackUri)":/g, '"operationCallbackUri":'));
  return { ...example, parameters: parameters as Example['parameters'] };
}

function externalFiles(definitions: unknown): string[] {
  return [...referencesIn(definitions)].map((reference) => reference.split('#')[0] as string).filter(Boolean);
}

function* referencesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref' && typeof inner === 'string') yield inner;
    else yield* referencesIn(inner);
  }
}

function matched(template: string, pathname: string): Record<string, string> | undefined {
  const pattern = template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/:]+)');
  const groups = new RegExp(`^${pattern}$`).exec(pathname);
  if (!groups) return undefined;
  const values = Object.entries(groups.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
  return Object.fromEntries(values) as Record<string, string>;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

import formats from 'ajv-formats';
import { Ajv2020 as Ajv, type ValidateFunction } from 'ajv/dist/2020.js';

export interface MediaType {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: object;
    readonly example?: string;
  }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly headers: Readonly<Record<string, object>>;
        /** Absent where there is no body. */
        readonly content?: Readonly<Record<string, MediaType>>;
      }
    >
  >;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

export interface Exchanged {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly header: (name: string) => string | null | undefined;
  readonly body: unknown;
}

/** Said only where the request asks for it. */
const CONDITIONAL = new Set(['preference-applied']);

/** Holds what a server answers against the document in which it describes itself. */
export class ApiDocument {
  readonly document: OpenApiDocument;
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  /** A member that the document does not name is no breach of it, for clients; of us it is one. */
  constructor(document: OpenApiDocument) {
    this.document = document;
    formats.default(this.#ajv);
    this.#ajv.addSchema(JSON.parse(JSON.stringify(document), closed) as object, 'document', undefined, false);
  }

  operations(): { readonly path: string; readonly method: string; readonly described: Described }[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ path, method, described })),
    );
  }

  describes(method: string, path: string): boolean {
    return this.#operationAt(method, path) !== undefined;
  }

  /** What is wrong with an answer, each in a line; nothing where the document says that it may be so. */
  breaches({ method, path, status, header, body }: Exchanged): string[] {
    const where = `${method} ${path} → ${status}`;
    const found = this.#operationAt(method, path.replace(/\?.*$/, ''));
    const answer = found?.described.responses[status];
    if (found === undefined)
      return status === 404
        ? this.#breachesOf('#/components/schemas/Problem', where, body)
        : [`${where}: no such path`];
    if (answer === undefined) return [`${where}: no such answer`];
    if (answer.content === undefined) return header('content-type') ? [`${where}: a body`] : [];
    const type = header('content-type')?.replace(/;.*$/, '') ?? '';
    if (answer.content[type] === undefined) return [`${where}: no such content type: ${type}`];
    const pointer = ['paths', found.path, found.method, 'responses', String(status), 'content', type, 'schema'];
    const missing = Object.keys(answer.headers).filter((name) => !CONDITIONAL.has(name) && !header(name));
    return [
      ...missing.map((name) => `${where}: no header ${name}`),
      ...this.#breachesOf(`#/${pointer.map(escaped).join('/')}`, where, body),
      ...this.#undocumentedProblem(answer.content[type], where, body),
    ];
  }

  /** What is wrong with a value that is said to be of a schema of this document. */
  breachesOfSchema(pointer: readonly string[], value: unknown): string[] {
    return this.#breachesOf(`#/${pointer.map(escaped).join('/')}`, pointer.join(' '), value);
  }

  #operationAt(method: string, path: string) {
    return this.operations().find((one) => one.method === method.toLowerCase() && fits(one.path, path));
  }

  #breachesOf(pointer: string, where: string, value: unknown): string[] {
    const validate = this.#compiled.get(pointer) ?? this.#ajv.compile({ $ref: `document${pointer}` });
    this.#compiled.set(pointer, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${where}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** An answer has an example of each type of problem that it may tell. */
  #undocumentedProblem({ examples = {} }: MediaType, where: string, body: unknown): string[] {
    const { type } = { type: undefined, ...(body as object) } as { type: unknown };
    const problem = /^https:\/\/durable-calls\.dev\/problems\/(.*)$/.exec(String(type))?.[1];
    return problem === undefined || problem in examples ? [] : [`${where}: no such problem: ${problem}`];
  }
}

function fits(template: string, path: string): boolean {
  const parts = path.split('/');
  const expected = template.split('/');
  return parts.length === expected.length && expected.every((part, at) => part.startsWith('{') || part === parts[at]);
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function closed(_key: string, value: unknown): unknown {
  const isOpen =
    typeof value === 'object' &&
    value !== null &&
    'properties' in value &&
    'type' in value &&
    value.type === 'object' &&
    !('additionalProperties' in value);
  return isOpen ? { ...value, additionalProperties: false } : value;
}

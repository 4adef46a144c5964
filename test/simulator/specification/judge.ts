import { Ajv, type ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Exchange } from './recording-proxy.ts';
import type { Operation, Parameter, Schema, Specification } from './specification.ts';

const identifierMembers = ['communicationUser', 'phoneNumber', 'microsoftTeamsUser'];
const json = /^application\/json\b/;

/** Tells where traffic deviates from the specification. */
export class Judge {
  readonly #specification: Specification;
  readonly #requests: Ajv;
  readonly #answers: Ajv;

  constructor(specification: Specification) {
    this.#specification = specification;
    this.#requests = validator(specification, (name, schema) => extensible(withWords(name, schema, [])));
    this.#answers = validator(specification, (name, schema) => closed(withWords(name, schema, ['kind', 'rawId'])));
  }

  /** Names of the definitions that can be compiled: all of them, or the specification is broken. */
  compiledDefinitions(): string[] {
    return Object.keys(this.#specification.main.definitions).filter((name) => this.#definition(this.#answers, name));
  }

  operationOf({ method, url }: Exchange): string | undefined {
    return this.#specification.operationFor(method, pathOf(url))?.operation.operationId;
  }

  /** What is wrong with a request, one line each. */
  ofRequest(exchange: Exchange): string[] {
    const found = this.#specification.operationFor(exchange.method, pathOf(exchange.url));
    if (!found) return [`${title(exchange)}: the specification has no such operation`];
    const { operation, values } = found;
    const body = parsed(exchange.body);
    const request = {
      path: values,
      query: Object.fromEntries(new URL(exchange.url, 'http://any.invalid').searchParams),
      header: exchange.headers,
      ...(body !== undefined && { body }),
    };
    const validate = this.#requests.compile(this.#requestSchema(operation));
    const wrong = validate(request) ? [] : errorsOf(validate);
    if (body !== undefined && !json.test(exchange.headers['content-type'] ?? '')) wrong.push('the body is not JSON');
    return wrong.map((what) => `${title(exchange)} (${operation.operationId}), request: ${what}`);
  }

  /** What is wrong with an answer, one line each. */
  ofAnswer(exchange: Exchange): string[] {
    const found = this.#specification.operationFor(exchange.method, pathOf(exchange.url));
    if (!found) return [`${title(exchange)}: the specification has no such operation`];
    const { operationId, responses } = found.operation;
    const { status, headers, body } = exchange.answer;
    const line = (what: string) => `${title(exchange)} (${operationId}), answer ${status}: ${what}`;
    const declared = responses[status] ?? (status >= 400 ? responses['default'] : undefined);
    if (!declared) return [line('the specification has no such status for it')];
    if (!declared.schema) return body === '' ? [] : [line('the specification has no body for it')];
    if (!json.test(headers['content-type'] ?? '')) return [line('it is not JSON')];
    const validate = this.#answers.compile(absolute(declared.schema, this.#specification));
    return validate(parsed(body)) ? [] : errorsOf(validate).map(line);
  }

  /** What is wrong with the body of an error, one line each. */
  ofErrorBody(body: string): string[] {
    const validate = this.#definition(this.#answers, 'CommunicationErrorResponse');
    return validate?.(parsed(body)) === true ? [] : errorsOf(validate);
  }

  /** What is wrong with the data of an event, one line each. */
  ofEvent(type: string, data: unknown): string[] {
    const validate = this.#definition(this.#answers, type.replace('Microsoft.Communication.', ''));
    if (!validate) return [`${type}: the specification has no such event`];
    return validate(data) ? [] : errorsOf(validate).map((what) => `${type}, data: ${what}`);
  }

  #definition(ajv: Ajv, name: string): ValidateFunction | undefined {
    return ajv.getSchema(`${this.#specification.main.uri}#/definitions/${name}`);
  }

  /** One schema for the whole request: path, query, headers, body. */
  #requestSchema(operation: Operation): Schema {
    const places = (['path', 'query', 'header'] as const).map((place): [string, Schema] => [
      place,
      parametersSchema(operation.parameters.filter((parameter) => parameter.in === place)),
    ]);
    const body = operation.parameters.find((parameter) => parameter.in === 'body');
    const required = ['path', 'query', 'header', ...(body?.required === true ? ['body'] : [])];
    const schema = body?.schema ? absolute(body.schema, this.#specification) : false;
    return { type: 'object', required, properties: { ...Object.fromEntries(places), body: schema } };
  }
}

function parametersSchema(parameters: readonly Parameter[]): Schema {
  const nameOf = ({ name, in: place }: Parameter) => (place === 'header' ? name.toLowerCase() : name);
  const header = parameters.some(({ in: place }) => place === 'header');
  const entries = parameters.map((parameter) => {
    const { type, format } = parameter;
    return [nameOf(parameter), { type, ...(format !== undefined && { format }) }];
  });
  return {
    type: 'object',
    required: parameters.filter(({ required }) => required === true).map(nameOf),
    properties: Object.fromEntries(entries) as Schema,
    // "If Repeatability-Request-ID header is specified, then Repeatability-First-Sent header must also be specified."
    ...(header && { dependencies: { 'repeatability-request-id': ['repeatability-first-sent'] } }),
  };
}

function validator(specification: Specification, change: (name: string, schema: Schema) => Schema): Ajv {
  const ajv = new Ajv({ allErrors: true, strictTypes: false });
  for (const [name, format] of Object.entries(fullFormats)) ajv.addFormat(name, format);
  ajv.addFormat('date-time-rfc1123', (value) => new Date(value).toUTCString() === value);
  ajv.addFormat('url', (value) => URL.canParse(value));
  ajv.addVocabulary(['x-ms-enum', 'x-ms-client-name']);
  for (const { uri, definitions } of specification.files) {
    const changed = Object.entries(definitions).map(([name, schema]) => [name, change(name, schema)]);
    ajv.addSchema({ $id: uri, definitions: Object.fromEntries(changed) as Schema });
  }
  return ajv;
}

/** What the specification says of identifiers in words only: what answers must have, and one member that matches the kind. */
function withWords(name: string, schema: Schema, required: string[]): Schema {
  if (name !== 'CommunicationIdentifierModel' || !('properties' in schema)) return schema;
  const alone = identifierMembers.map((member) => {
    const others = identifierMembers.filter((other) => other !== member).map((other) => ({ required: [other] }));
    return [member, { properties: { kind: { const: member } }, not: { anyOf: others } }];
  });
  return { ...schema, required, dependencies: Object.fromEntries(alone) as Schema };
}

/** Clients of later versions may send further values of an enumeration that is modelled as a string. */
function extensible({ enum: values, ...schema }: Schema): Schema {
  const { modelAsString } = (schema['x-ms-enum'] ?? {}) as { modelAsString?: boolean };
  return values === undefined || modelAsString === true ? schema : { ...schema, enum: values };
}

/** The specification tolerates fields that it does not name; the simulator is to send none. */
function closed(schema: Schema): Schema {
  return 'properties' in schema && !('additionalProperties' in schema)
    ? { ...schema, additionalProperties: false }
    : schema;
}

function absolute(schema: Schema, { main }: Specification): Schema {
  const { $ref } = schema;
  return typeof $ref === 'string' ? { ...schema, $ref: new URL($ref, main.uri).href } : schema;
}

function errorsOf(validate: ValidateFunction | undefined): string[] {
  return (validate?.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath.slice(1).replaceAll('/', '.') || 'it', message, JSON.stringify(params)].join(' '),
  );
}

function title({ method, url }: Exchange): string {
  return `${method} ${url}`;
}

function pathOf(url: string): string {
  return url.split('?')[0] as string;
}

function parsed(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

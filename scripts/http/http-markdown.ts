interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

interface MediaType {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Answer {
  readonly description: string;
  readonly headers: Readonly<Record<string, object>>;
  /** Absent where there is no body. */
  readonly content?: Readonly<Record<string, MediaType>>;
}

interface Operation {
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

/** What is shown of a document: all of it but the schemas. */
export interface HttpDocument {
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const INTRODUCTION = `The service describes itself: \`GET /openapi.json\` is OpenAPI 3.1, and \`/docs\` shows it as a page. Schemas of requests
and answers are there; what follows is the rest, with a command to try each path with.

Every answer bears \`x-request-id\`, under which its request is found in the log. What is no success is a problem of RFC 9457,
of type \`https://durable-calls.dev/problems/…\`, of which the tables tell the last part.`;

/** @param command by which the file is written again */
export function httpMarkdown({ tags, paths }: HttpDocument, command: string): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ title: `${method.toUpperCase()} ${path}`, operation })),
  );
  return [
    '# The HTTP API',
    `<!-- Written by ${command} from the document of the API. -->`,
    INTRODUCTION,
    ...tags.flatMap(({ name, description }) => [
      `## ${name}`,
      description,
      ...operations
        .filter(({ operation }) => operation.tags.includes(name))
        .flatMap(({ title, operation }) => section(title, operation)),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function section(title: string, operation: Operation): string[] {
  const { summary, description, parameters, responses } = operation;
  return [
    `### ${summary}: \`${title}\``,
    description,
    `\`\`\`sh\n${curl(title, operation)}\n\`\`\``,
    ...(parameters.some(isTold) ? [parameterTable(parameters.filter(isTold))] : []),
    answerTable(responses),
  ];
}

/** What any request may have is told once. */
function isTold({ name }: Parameter): boolean {
  return name !== 'x-request-id';
}

/** With the first example of everything. */
function curl(title: string, { parameters, requestBody }: Operation): string {
  const [method = '', path = ''] = title.split(' ');
  const values = new Map(parameters.map(({ name, example }) => [name, String(example)]));
  const url = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => values.get(name) ?? '');
  const [body] = Object.values(requestBody?.content ?? {}).flatMap(examplesOf);
  const headers = parameters.filter((one) => one.in === 'header' && one.example !== undefined);
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}http://127.0.0.1:8080${url}`,
    ...(body === undefined ? [] : ["-H 'content-type: application/json'"]),
    ...headers.map(({ name, example }) => `-H '${name}: ${String(example)}'`),
    ...(body === undefined ? [] : [`-d '${JSON.stringify(body)}'`]),
  ].join(' \\\n  ');
}

function examplesOf({ example, examples = {} }: MediaType): unknown[] {
  return [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)];
}

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    ({ name, in: place, required, description = '' }) =>
      `| \`${name}\` | ${place}${required ? '' : ', optional'} | ${description} |`,
  );
  return ['| parameter | | |', '|---|---|---|', ...rows].join('\n');
}

function answerTable(responses: Readonly<Record<string, Answer>>): string {
  const rows = Object.entries(responses).map(
    ([status, { description, headers, content = {} }]) =>
      `| ${status} | ${problemsIn(content)} | ${description}${headersIn(headers)} |`,
  );
  return ['| status | problem | |', '|---|---|---|', ...rows].join('\n');
}

function problemsIn(content: Readonly<Record<string, MediaType>>): string {
  const { examples = {} } = content['application/problem+json'] ?? {};
  return Object.keys(examples)
    .map((type) => `\`${type}\``)
    .join(', ');
}

function headersIn(headers: Readonly<Record<string, object>>): string {
  const names = Object.keys(headers).filter((name) => name !== 'x-request-id');
  return names.length === 0 ? '' : ` Headers: ${names.map((name) => `\`${name}\``).join(', ')}.`;
}

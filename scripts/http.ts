import { writeFileSync } from 'node:fs';
import { httpMarkdown, type HttpDocument } from './http/http-markdown.ts';
import { unservedApi } from './http/unserved-api.ts';

const api = await unservedApi();
const document = api.swagger() as unknown as HttpDocument;
writeFileSync(new URL('../docs/http.md', import.meta.url), httpMarkdown(document, 'npm run docs:http'));
await api.close();

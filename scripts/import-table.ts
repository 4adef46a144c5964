import { readFileSync, writeFileSync } from 'node:fs';
import { importTable } from '../test/structure/import-table.ts';
import { withImportTable } from '../test/structure/import-table-markdown.ts';

const document = new URL('../ARCHITECTURE.md', import.meta.url);

writeFileSync(document, withImportTable(readFileSync(document, 'utf8'), importTable));

import { describe, expect, test } from '@jest/globals';
import { withImportTable } from './import-table-markdown.ts';

const TABLE = { lib: [], 'lib/*.schema.ts': ['lib', 'type zod'], test: ['*'] };

const DOCUMENT = `# Title

<!-- import table -->

| files | may import, beside themselves |
|---|---|
| \`lib\` | nothing |
| \`lib/*.schema.ts\` | \`lib\`, types of \`zod\` |
| \`test\` | everything |

<!-- /import table -->

Text.
`;

describe('the import table in a document', () => {
  test('is written between its markers, and nothing else is touched', () => {
    const before = DOCUMENT.replace(/\n\n\|[^]*\|\n\n/, '\nold\n');
    expect(withImportTable(before, TABLE)).toBe(DOCUMENT);
  });

  test('stays as it is when it is up to date', () => {
    expect(withImportTable(DOCUMENT, TABLE)).toBe(DOCUMENT);
  });

  test.each([['# Title'], ['<!-- import table -->'], ['<!-- /import table --> <!-- import table -->']])(
    'is refused without its markers: %s',
    (document) => {
      expect(() => withImportTable(document, TABLE)).toThrow('<!-- /import table -->');
    },
  );
});

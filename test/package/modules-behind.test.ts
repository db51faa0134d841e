import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, test } from 'node:test';
import { modulesBehind } from '../../packages/build/modules-behind.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-modules-'));
after(() => rmSync(directory, { recursive: true }));

function behind(entry: string, files: Readonly<Record<string, string>>): string[] {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  return [...modulesBehind(join(directory, entry))].map((file) => relative(directory, file)).sort();
}

test('whatever a module imports, exports or calls for is found, in circles too, and nothing else', () => {
  const files = {
    'door/index.js': `import '../a.js';\nexport * from "./b.js";\nexport const x = 1;\n`,
    'door/b.js': `import {\n  one,\n  two,\n} from '../c.js';\nconst late = () => import('./d.js');\n`,
    'door/d.js': `export {} from './index.js';\n`,
    'a.js': `const text = 'import of "pg"'; // from 'pg'\n`,
    'c.js': '',
    'other.js': '',
  };
  assert.deepEqual(behind('door/index.js', files), ['a.js', 'c.js', 'door/b.js', 'door/d.js', 'door/index.js']);
});

test('declarations are followed as declarations', () => {
  const files = {
    'e.d.ts': `import type { F } from './f.js';\nexport declare function e(): import("./g.ts").G;\n`,
    ...{ 'f.d.ts': '', 'g.d.ts': '' },
  };
  assert.deepEqual(behind('e.d.ts', files), ['e.d.ts', 'f.d.ts', 'g.d.ts']);
});

for (const needed of ['pg', 'node:fs', '@clickhouse/client']) {
  for (const text of [`import x from '${needed}';`, `import '${needed}';`, `const x = () => import("${needed}");`]) {
    test(`a client that needs something does not build: ${text}`, () => {
      assert.throws(() => behind('needy.js', { 'needy.js': text }), new RegExp(`needs ${needed}:`));
    });
  }
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const document = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');

/** What a manifest depends on. */
function dependenciesOf(manifest: string): object {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
    readFileSync(join(ROOT, manifest), 'utf8'),
  ) as { readonly dependencies?: object; readonly optionalDependencies?: object; readonly devDependencies?: object };
  return { ...dependencies, ...optionalDependencies, ...devDependencies };
}

const ALL = { ...dependenciesOf('package.json'), ...dependenciesOf('web/package.json') };

test('docs/dependencies.md says of every dependency what it is for', () => {
  const names = Object.keys(ALL);
  assert.ok(names.length > 20);
  assert.deepEqual(
    names.filter((name) => !document.includes(`\`${name}\``)),
    [],
  );
});

test('what its tables have a row for is depended on', () => {
  const rows = [...document.matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, name]) => name!);
  assert.ok(rows.length > 10);
  assert.deepEqual(
    rows.filter((name) => !(name in ALL)),
    [],
  );
});

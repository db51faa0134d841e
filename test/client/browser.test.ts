import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');

/** Modules that a module loads when it runs; types alone are not among them. */
function imported(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/^(?:import|export)\s+(?!type\s)(?:[^;]*?\sfrom\s+)?'([^']+)';/gm);
  return [...found].map(([, name]) => name!);
}

test('what the client loads runs in a browser: nothing of Node, no package, and nothing of the service', () => {
  const seen = new Set<string>();
  const queue = [join(ROOT, 'src/client/index.ts')];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const name of imported(file)) {
      assert.ok(name.startsWith('.'), `${relative(ROOT, file)} loads ${name}`);
      queue.push(join(dirname(file), name));
    }
    assert.doesNotMatch(readFileSync(file, 'utf8'), /\bBuffer\b|\bprocess\.\w/, relative(ROOT, file));
  }
  const folders = new Set([...seen].map((file) => relative(ROOT, file).split('/').slice(0, 2).join('/')));
  assert.deepEqual([...folders].sort(), [
    'src/async',
    'src/client',
    'src/contract.ts',
    'src/engine',
    'src/model',
    'src/store',
    'src/window',
  ]);
  assert.ok(seen.size < 80, `${seen.size} modules`);
});

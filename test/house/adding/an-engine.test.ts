import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChangedSources } from './changed-sources.ts';

/** An engine over maps, as the tests have one, with stores that live as long as the process. */
const OPEN = `
import type { Engine } from '../../engine/engine.ts';
import type { EngineOptions } from '../../engine/engine-options.ts';
import { storeNotFound } from '../../engine/store-not-found.ts';
import { PretendEngine } from './pretend-engine.ts';

const STORES = new Map<string, PretendEngine>();

export async function openPretend(url: string, { create = true }: EngineOptions): Promise<Engine> {
  const engine = STORES.get(url) ?? (create ? new PretendEngine() : undefined);
  if (engine === undefined) throw storeNotFound(url);
  STORES.set(url, engine);
  return engine;
}
`;

const LINE = `  {
    schemes: ['pretend'],
    open: async (url, options) => (await import('./pretend/open-pretend.ts')).openPretend(url, options),
  },`;

const CONFORMANCE = `
import { openStore } from '../../src/open-store.ts';
import { conformance } from './conformance.ts';
import { reusedStore } from './target.ts';

conformance('the pretend engine', { ...reusedStore(() => openStore('pretend://here')), runs: 3 });
`;

const USE = `
import { openStore, requireStoreUrl } from './src/open-store.ts';
import { showStoreUrl } from './src/show-store-url.ts';

requireStoreUrl('pretend://here');
await openStore('pretend://there', { create: false }).catch(({ code }) => console.log(code));
await using store = await openStore('pretend://there');
console.log(store.engine, showStoreUrl('pretend://anna:secret@there'));
`;

test('an engine is a folder, a line in the registry and a line of conformance', async () => {
  using sources = new ChangedSources();
  const engine = readFileSync(join(import.meta.dirname, '../../reference/memory-engine.ts'), 'utf8')
    .replaceAll('../../src/', '../../')
    .replaceAll('MemoryEngine', 'PretendEngine')
    .replace("name = 'memory'", "name = 'pretend'");
  sources.add('src/engines/pretend/pretend-engine.ts', engine);
  sources.add('src/engines/pretend/open-pretend.ts', OPEN);
  sources.insertAfter('src/engines/registry.ts', /^const ENGINES/, LINE);
  sources.add('test/conformance/pretend.test.ts', CONFORMANCE);
  sources.add('use.ts', USE);
  await sources.typecheck();
  assert.equal(await sources.run('use.ts'), 'STORE_NOT_FOUND\npretend pretend://anna:***@there\n');
  assert.match(
    await sources.run('src/cli/main.ts', 'config', '--store', 'pretend://here'),
    /DATABASE_URL +pretend:\/\/here/,
  );
  // A part of the suite, which the engine over maps passes whole elsewhere.
  const some = '--test-name-pattern=a store has a name|many writers|a closed store';
  const told = await sources.run('--test', some, 'test/conformance/pretend.test.ts');
  assert.match(told, /pass 3\n.*fail 0\n/s);
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../src/open-store.ts';
import { checkAnswers } from './check-answers.ts';
import { fill, USERS } from './fixture.ts';
import { scratch } from './store-files.ts';

const HOARDER = fileURLToPath(new URL('./hoarder.ts', import.meta.url));

interface Told {
  readonly name: string;
  readonly code: string;
  readonly ok?: boolean;
  readonly problems?: readonly string[];
  readonly warnings?: readonly string[];
}

describe('a healthy store in a process that may open few files', () => {
  const root = scratch();
  const path = join(root.path, 'store');
  before(async () => {
    await using store = await openStore(`chdb:${path}`);
    await fill(store);
  });
  after(() => root[Symbol.dispose]());

  async function withLimit(files: number): Promise<Told[]> {
    const command = `ulimit -n ${files}; exec "$0" "$@"`;
    const child = spawn('bash', ['-c', command, process.execPath, HOARDER, path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = (await text(child.stdout)).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Told);
  }

  for (const files of [30, 50, 70]) {
    test(`${files} files: opening says what ran out, and touches nothing`, async () => {
      assert.deepEqual(await withLimit(files), [{ name: 'open', code: 'RESOURCES_EXHAUSTED' }]);
    });
  }

  test('files that run out while it is open: nothing is reported as damage, nothing is given up, and then it continues', async () => {
    const told = await withLimit(300);
    const codes = new Set(told.map(({ code }) => code));
    assert.deepEqual([...codes].sort(), ['RESOURCES_EXHAUSTED', 'fine'], JSON.stringify(told));
    const { name, ok, problems, warnings } = told.at(-1)!;
    assert.deepEqual([name, ok, problems, warnings], ['at the end', true, [], []]);
    assert.equal(existsSync(join(path, 'damaged')), false);
  });

  test('afterwards every reading is there', async () => {
    await using store = await openStore(`chdb:${path}`, { onWarning: (warning) => assert.fail(warning) });
    assert.equal((await store.verify()).ok, true);
    await store.deleteReadings({ from: '2024-06-01', to: '2024-06-30' });
    const IDS = USERS.map(({ id }) => id);
    const reference = await fill(store);
    await checkAnswers(store, reference, IDS);
    assert.deepEqual(readdirSync(path).includes('damaged'), false);
  });
});

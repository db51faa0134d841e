import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../src/open-store.ts';
import { checkAnswers, checkVerify } from '../faults/check-answers.ts';
import { contentsOf, findMismatch } from '../faults/contents.ts';
import { fill, filledReference, USERS } from '../faults/fixture.ts';
import { applyTo, type Operation } from '../faults/operations.ts';
import { partsOf, scratch } from '../faults/store-files.ts';
import { requireStrace } from './trace.ts';

const IDS = USERS.map(({ id }) => id);
const INGEST: Operation = { do: 'ingest', blocks: [[[1, Date.UTC(2024, 1, 20), 77_000]]] };
const ERASE: Operation = { do: 'delete users', ids: [2] };
const DELETE: Operation = { do: 'delete readings', users: [1], from: Date.UTC(2024, 1, 1), to: Date.UTC(2024, 1, 2) };

/** The write to a file of a table that fails: of the part that is inserted or rewritten next, or of the deletion itself. */
const cases: readonly (readonly [operation: Operation, table: string, file: string])[] = [
  [INGEST, 'readings', 'tmp_insert_PARTITION_1_1_1/data.bin'],
  [INGEST, 'readings', 'tmp_insert_PARTITION_1_1_1/columns.txt'],
  [INGEST, 'rollups', 'tmp_insert_PARTITION_1_1_1/checksums.txt'],
  [INGEST, 'hours_by_user', 'tmp_insert_PARTITION_1_1_1/primary.cidx'],
  [ERASE, 'users', 'tmp_mut_PART_NEXT/data.bin'],
  [ERASE, 'users', 'tmp_mutation_1.txt'],
  [ERASE, 'readings', 'tmp_mut_PART_NEXT/data.bin'],
  [ERASE, 'readings', 'tmp_mut_PART_NEXT/checksums.txt'],
  [ERASE, 'readings', 'tmp_mutation_1.txt'],
  [ERASE, 'rollups', 'tmp_mut_PART_NEXT/data.cmrk4'],
  [ERASE, 'hours_by_user', 'tmp_mut_PART_NEXT/count.txt'],
  [DELETE, 'readings', 'tmp_mut_PART_NEXT/data.bin'],
];

describe('a write to a file that fails, which the engine does not tell', () => {
  const root = scratch();
  const whole = join(root.path, 'whole');
  const store = join(root.path, 'store');

  before(async () => {
    requireStrace();
    const filled = await openStore(`chdb:${whole}`);
    await fill(filled);
    await filled.close();
  });

  after(() => root[Symbol.dispose]());

  /** Every path that the file can have. */
  function pathsOf(table: string, file: string): string[] {
    const parts = partsOf(store, table).map((path) => path.split('/').at(-1)!);
    const partitions = parts.map((part) => part.split('_')[0]!);
    const next = 1 + Math.max(...parts.flatMap((part) => part.split('_').slice(1).map(Number)));
    const directory = realpathSync(join(store, 'chdb', 'data', 'pulsebase', table));
    const names = parts.map((part, at) =>
      file.replace('PARTITION', partitions[at]!).replace('PART', part).replace('NEXT', String(next)),
    );
    return [...new Set(names)].map((name) => join(directory, name));
  }

  for (const [operation, table, file] of cases) {
    test(`${operation.do}, ${file} of ${table}: what is acknowledged is there, and answered`, async () => {
      rmSync(store, { recursive: true, force: true });
      cpSync(whole, store, { recursive: true, verbatimSymlinks: true });
      const log = join(root.path, 'trace');
      const victim = fileURLToPath(new URL('./failed-write-victim.ts', import.meta.url));
      const filter = pathsOf(table, file).flatMap((path) => ['-P', path]);
      const inject = ['-f', '-o', log, '-e', 'trace=write', '-e', 'inject=write:error=ENOSPC:when=1', ...filter];
      const run = [process.execPath, victim, store, JSON.stringify(operation)];
      const { status, stderr } = spawnSync('strace', [...inject, ...run], { encoding: 'utf8' });
      assert.match(readFileSync(log, 'utf8'), /INJECTED/, 'no write failed');
      assert.equal(status, 0, stderr);

      const opened = await openStore(`chdb:${store}`, { onWarning: (warning) => assert.fail(warning) });
      try {
        const reference = filledReference();
        applyTo(reference, operation);
        assert.equal(findMismatch(await contentsOf(opened, IDS), reference, null), undefined);
        await checkVerify(opened, reference);
        await checkAnswers(opened, reference, IDS);
      } finally {
        await opened.close();
      }
      assert.deepEqual(readdirSync(store).includes('damaged'), false);
    });
  }
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Damage } from '../../../../src/engines/clickhouse/chdb/damage.ts';
import { DiskReserve } from '../../../../src/engines/clickhouse/chdb/disk-reserve.ts';
import { syncDirectory } from '../../../../src/engines/clickhouse/chdb/sync-directory.ts';
import { untilDeleted } from '../../../../src/engines/clickhouse/chdb/until-deleted.ts';
import type { Executor } from '../../../../src/engines/clickhouse/statements/executor.ts';
import { PulsebaseError } from '../../../../src/model/pulsebase-error.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-raw-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const gone = join(directory, 'gone');
const file = join(directory, 'file');
writeFileSync(file, '');

/** What is known of an engine that has set parts aside whose files lie in these places. */
async function damageIn(paths: readonly string[]): Promise<Damage> {
  const rows = paths.map((path, at) => JSON.stringify({ table: 'readings', name: `all_${at}`, path }));
  const executor: Pick<Executor, 'query'> = { query: async () => Buffer.from(rows.join('\n')) };
  const damage = new Damage(executor as Executor, join(directory, 'damaged'), [], () => {});
  await damage.find();
  return damage;
}

const failures: readonly (readonly [what: string, work: () => Promise<unknown>, code: string])[] = [
  ['a directory that cannot be synced', () => syncDirectory(gone), 'ENGINE_FAILED'],
  ['a disk that cannot be looked at', () => new DiskReserve(join(gone, 'reserve')).hasRoom(1), 'ENGINE_FAILED'],
  ['a damaged part that cannot be moved', async () => (await damageIn([gone])).giveUpAll(), 'ENGINE_FAILED'],
  [
    'a deletion that cannot be watched',
    () =>
      untilDeleted(
        'readings',
        () => Promise.reject(new Error('Code: 241. DB::Exception: Memory limit')),
        async () => false,
      ),
    'MEMORY_LIMIT',
  ],
  [
    'a deletion that cannot be watched for want of files',
    () =>
      untilDeleted(
        'readings',
        () => Promise.reject(new Error('EMFILE: too many open files')),
        async () => false,
      ),
    'RESOURCES_EXHAUSTED',
  ],
];
for (const [what, work, code] of failures) {
  test(`has a stable code: ${what}`, async () => {
    await assert.rejects(work(), (error) => error instanceof PulsebaseError && error.code === code);
  });
}

test('a repair that could move only some damaged parts goes on with the others', async () => {
  const [first, second] = [join(directory, 'first'), join(directory, 'second')];
  mkdirSync(first);
  const damage = await damageIn([first, second]);
  await assert.rejects(damage.giveUpAll());
  assert.equal(damage.problems.length, 1);
  mkdirSync(second);
  await damage.giveUpAll();
  assert.deepEqual(
    [damage.problems, readdirSync(join(directory, 'damaged'))],
    [[], ['readings-all_0', 'readings-all_1']],
  );
});

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, type TestContext, test } from 'node:test';
import { DiskReserve } from '../../../../src/engines/clickhouse/chdb/disk-reserve.ts';
import { Journal } from '../../../../src/engines/clickhouse/chdb/journal.ts';
import type { Intent } from '../../../../src/engines/clickhouse/journal/intent.ts';

const WRITE: Intent = { kind: 'write', regions: [{ from: 1, to: 2, users: [7] }] };
const DELETION: Intent = { kind: 'delete-users', users: [7] };

describe('the journal', () => {
  let directory: string;
  const reopen = (stored = 0) =>
    Journal.open(join(directory, 'journal'), true, new DiskReserve(join(directory, 'reserve')), async () => stored);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'pulsebase-journal-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test('keeps what has begun, over a process that dies, until it is done', async () => {
    const first = await reopen();
    const [a, b] = [await first.begin(WRITE), await first.begin(DELETION)];
    // Nobody closes it.
    const second = await reopen();
    assert.deepEqual(
      [...second.pending],
      [
        [a, WRITE],
        [b, DELETION],
      ],
    );
    await second.done([a]);
    const third = await reopen();
    assert.deepEqual([...third.pending], [[b, DELETION]]);
    await third.done([b]);
    await third.close();
    assert.deepEqual([...(await reopen()).pending], []);
  });

  test('versions grow over all processes, also when a million were given without an intent', async () => {
    let last = 0;
    for (const count of [1, 10, 1_500_000, 10]) {
      const journal = await reopen();
      for (let given = 0; given < count; given += 1) {
        const version = await journal.nextVersion();
        assert.ok(version > last, `${version} after ${last}`);
        last = version;
      }
      const id = await journal.begin(WRITE);
      assert.ok(id > last);
      last = id;
      await journal.done([id]);
      for (let given = 0; given < count; given += 1) last = await journal.nextVersion();
    }
  });

  test('without a file: versions begin above those in the store, and every roll-up is in doubt', async () => {
    const journal = await reopen(5_000_000);
    assert.equal(journal.wasLost, true);
    assert.deepEqual([...journal.pending.values()], [{ kind: 'rebuild' }]);
    assert.ok((await journal.nextVersion()) > 5_000_000);
    // Until that was done, not until it was said.
    assert.deepEqual([...(await reopen(5_000_000)).pending.values()], [{ kind: 'rebuild' }]);
  });

  test('without a file in an empty store nothing was lost', async () => {
    const journal = await reopen();
    assert.deepEqual([journal.wasLost, journal.pending.size], [false, 0]);
  });

  test('the file stays small however much is written', async () => {
    const journal = await reopen();
    const users = Array.from({ length: 2000 }, (_, at) => at);
    for (let round = 0; round < 300; round += 1) {
      await journal.done([await journal.begin({ kind: 'write', regions: [{ from: 1, to: 2, users }] })]);
      assert.ok(readFileSync(join(directory, 'journal')).length < 1.1 * 2 ** 20);
    }
    await journal.close();
    assert.ok(readFileSync(join(directory, 'journal')).length < 100);
  });

  /** Makes a method of all open files fail once, after `before` was done with its arguments. */
  async function failOnce(
    context: TestContext,
    method: 'appendFile' | 'datasync' | 'writeFile',
    before: (file: FileHandle, text: string) => Promise<unknown>,
  ): Promise<void> {
    const sample = await open(join(directory, 'sample'), 'w');
    const prototype = Object.getPrototypeOf(sample) as FileHandle;
    await sample.close();
    const real = prototype[method] as (...args: unknown[]) => Promise<void>;
    const mocked = context.mock.method(prototype, method, async function (this: FileHandle, ...args: unknown[]) {
      mocked.mock.restore();
      await before(this, String(args[0]));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    } as typeof real as never);
  }

  const failures = [
    ['half a line is written', 'appendFile', (file: FileHandle, text: string) => file.writeFile(text.slice(0, 20))],
    ['the line is written and cannot be synced', 'datasync', async () => {}],
    ['nothing is written', 'appendFile', async () => {}],
  ] as const;
  for (const [name, method, before] of failures) {
    test(`${name}: DISK_FULL, the intent has not begun, and the next one can`, async (context) => {
      const journal = await reopen();
      const first = await journal.begin(WRITE);
      await failOnce(context, method, before);
      await assert.rejects(journal.begin(DELETION), { code: 'DISK_FULL' });
      assert.deepEqual([...journal.pending], [[first, WRITE]]);
      assert.deepEqual([...(await reopen()).pending], [[first, WRITE]], 'a deletion that failed is not done later');
    });

    test(`${name}, and no new file can be written either: the next line is`, async (context) => {
      const journal = await reopen();
      const first = await journal.begin(WRITE);
      await failOnce(context, method, before);
      await failOnce(context, 'writeFile', async () => {});
      await assert.rejects(journal.begin(DELETION), { code: 'DISK_FULL' });
      const last = await journal.begin(WRITE);
      const pending = [
        [first, WRITE],
        [last, WRITE],
      ];
      assert.deepEqual([...journal.pending], pending);
      const again = await reopen();
      assert.deepEqual([again.wasLost, [...again.pending]], [false, pending]);
    });
  }

  test('closes on a full disk', async (context) => {
    const journal = await reopen();
    await failOnce(context, 'writeFile', async () => {});
    await journal.close();
    assert.equal((await reopen()).wasLost, false);
  });
});

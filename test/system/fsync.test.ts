import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Call, requireStrace, traceVictim } from './trace.ts';

const SYNCS: readonly Call['name'][] = ['fsync', 'fdatasync'];
const IN_PARTS = ['users', 'flush', 'load', 'correction', 'deletion', 'drop', 'erasure'] as const;

/** Files of a part carry this in their directory's name while they are written; the part is there once it is renamed. */
const PART = /^chdb\/store\/\w+\/[0-9a-f-]+\/[^/]+\//;

describe('what is on disk when a promise settles', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-fsync-'));
  let sections: Map<string, Call[]>;

  before(() => {
    requireStrace();
    sections = traceVictim(directory, 'on');
  });

  after(() => rmSync(directory, { recursive: true, force: true }));

  /** Whether a path is synced after a call, before the section ends. */
  function isSyncedAfter(calls: readonly Call[], at: number, path: string): boolean {
    return calls.slice(at + 1).some((call) => SYNCS.includes(call.name) && call.path === path);
  }

  test('ingest: the record in the log, the segment and its name, and nothing of a table', () => {
    const calls = sections.get('ingest')!;
    const written = calls.findLastIndex(({ name, path }) => name === 'write' && /^log\/\d+\.log$/.test(path));
    assert.ok(written >= 0, 'nothing written to the log');
    assert.ok(isSyncedAfter(calls, written, calls[written]!.path), 'the log is not synced');
    assert.ok(
      calls.some(({ name, path }) => SYNCS.includes(name) && path === 'log'),
      'the directory of the log is not synced',
    );
    assert.deepEqual(
      calls.filter(({ name, path }) => name === 'write' && path.startsWith('chdb/store/')),
      [],
    );
  });

  test('flush: a segment is removed once the parts are on disk, and its removal is', () => {
    const calls = sections.get('flush')!;
    const removed = calls.findIndex(({ name, path }) => name === 'unlink' && /^log\/\d+\.log$/.test(path));
    assert.ok(removed >= 0, 'no segment removed');
    assert.ok(isSyncedAfter(calls, removed, 'log'), 'its removal is not synced');
    const before = calls.slice(0, removed);
    for (const [at, { name, path }] of before.entries()) {
      if (name === 'write' && PART.test(path))
        assert.ok(isSyncedAfter(before, at, path), `${path} is not synced before`);
    }
  });

  for (const section of IN_PARTS) {
    test(`${section}: every file of a part, its directory, and the name of the part in its table`, () => {
      const calls = sections.get(section)!;
      const written = calls.flatMap(({ name, path }, at) =>
        name === 'write' && PART.test(path) ? [{ path, at }] : [],
      );
      assert.ok(written.length >= 8, `${written.length} files of parts written`);
      for (const { path, at } of written) assert.ok(isSyncedAfter(calls, at, path), `${path} is not synced`);
      const renamed = calls.flatMap(({ name, path }, at) =>
        name === 'rename' && /store\/\w+\/[0-9a-f-]+\/[^/]+$/.test(path) && !path.includes('delete_tmp')
          ? [{ path, at }]
          : [],
      );
      assert.ok(renamed.length > 0, 'nothing renamed');
      for (const { path, at } of renamed) {
        assert.ok(isSyncedAfter(calls, at, dirname(path)), `the entry of ${path} is not synced`);
      }
    });
  }

  for (const section of ['flush', 'load', 'correction', 'deletion', 'drop', 'erasure'] as const) {
    test(`${section}: the journal, before anything of a table is written`, () => {
      const calls = sections.get(section)!;
      const begin = calls.findIndex(({ name, path }) => name === 'write' && path === 'journal');
      const synced = calls.findIndex(({ name, path }, at) => at > begin && SYNCS.includes(name) && path === 'journal');
      const data = calls.findIndex(({ name, path }) => name === 'write' && path.startsWith('chdb/store/'));
      assert.ok(begin >= 0 && begin < synced && synced < data, `journal ${begin}, synced ${synced}, data ${data}`);
      const done = calls.findLastIndex(({ name, path }) => name === 'write' && path === 'journal');
      // Merges may come after it.
      const before = calls.slice(0, done);
      for (const [at, { name, path }] of before.entries()) {
        if (name !== 'write' || !PART.test(path)) continue;
        assert.ok(isSyncedAfter(before, at, path), `the intent is marked as done before ${path} is on disk`);
      }
    });
  }

  test('erasure: the mark that it is done too, since users can be put again without the journal', () => {
    const calls = sections.get('erasure')!;
    const done = calls.findLastIndex(({ name, path }) => name === 'write' && path === 'journal');
    assert.ok(isSyncedAfter(calls, done, 'journal'));
  });

  test('opening: the definitions of the tables, all directories, and the journal', () => {
    const calls = sections.get('open')!;
    for (const { name, path } of calls) {
      if (name === 'write' && /\.sql\.tmp$/.test(path)) {
        assert.ok(
          calls.some((call) => SYNCS.includes(call.name) && call.path === path),
          `${path} is not synced`,
        );
      }
    }
    const synced = new Set(calls.filter(({ name }) => SYNCS.includes(name)).map(({ path }) => path));
    for (const path of ['', 'chdb', 'chdb/metadata', 'chdb/store', 'journal.new']) {
      assert.ok(synced.has(path), `${path === '' ? 'the directory of the store' : path} is not synced`);
    }
  });

  test('with DURABLE=off nothing is synced but the definitions of tables and deletions', () => {
    const fast = traceVictim(mkdtempSync(join(directory, 'off-')), 'off');
    for (const section of ['ingest', ...IN_PARTS]) {
      const calls = fast.get(section)!;
      assert.ok(calls.some(({ name }) => name === 'write'));
      const synced = calls.filter(({ name, path }) => SYNCS.includes(name) && !/tmp_mutation_\d+\.txt$/.test(path));
      assert.deepEqual(synced, []);
    }
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { type AuditFilter, AuditHistory } from '../../src/api/watch/audit-history.ts';
import { endOfLinesUpTo } from '../../src/api/watch/end-of-lines-up-to.ts';
import { linesBackwards } from '../../src/api/watch/lines-backwards.ts';
import { timeOfEntry } from '../../src/api/watch/past-audit-entry.ts';
import type { LinePlace, PastLines } from '../../src/api/watch/past-lines.ts';
import { PastLinesOfFile } from '../../src/api/watch/past-lines-of-file.ts';
import { PastLinesOfTable } from '../../src/api/watch/past-lines-of-table.ts';
import { openState } from '../../src/state/open-state.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-audit-history-'));
const server = await startPostgresServer({ fsync: 'off' });
after(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const HOUR = 3_600_000;
const START = Date.parse('2023-04-05T00:00:00Z');

/** Many entries, one each ten seconds: by two keys in turn, the hundredth ones about one user. */
function entries(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      time: new Date(START + at * 10_000).toISOString(),
      requestId: `r-${at}`,
      key: at % 2 === 0 ? 'even' : 'odd',
      action: at % 100 === 0 ? 'readings' : 'query_top',
      status: 200,
      users: [at % 100 === 0 ? 'u-sought' : `u-${at}`],
      rows: at,
    }),
  );
}

/** The same lines in each kind of place. */
async function placesOf(lines: readonly string[]): Promise<readonly (readonly [name: string, lines: PastLines])[]> {
  const path = join(mkdtempSync(join(root, 'lines-')), 'audit.ndjson');
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  const tables = await Promise.all(
    ['sqlite:', await server.createDatabase()].map(async (stateUrl) => {
      const state = await openState(
        { stateUrl, stateDirectory: mkdtempSync(join(root, 'state-')) },
        { durable: false },
      );
      after(() => state.close());
      for (let at = 0; at < lines.length; at += 500) {
        const some = lines.slice(at, at + 500);
        await state.query(
          `INSERT INTO state.audit (service, number, at, entry) VALUES ${some.map(() => '(?, ?, ?, ?)').join(', ')}`,
          some.flatMap((line, index) => [`service ${index % 2}`, at + index, timeOfEntry(line) ?? 0, line]),
        );
      }
      return new PastLinesOfTable(state);
    }),
  );
  return [
    ['a file', new PastLinesOfFile(path, timeOfEntry)],
    ['SQLite', tables[0]!],
    ['PostgreSQL', tables[1]!],
  ];
}

async function allPages(history: AuditHistory, filter: AuditFilter, limit: number) {
  const [ids, pages]: [string[], number[]] = [[], []];
  let after: LinePlace | undefined;
  do {
    const page = await history.page(filter, after, limit);
    ids.push(...page.entries.map(({ requestId }) => requestId));
    pages.push(page.entries.length);
    after = page.next;
  } while (after !== undefined);
  return { ids, pages };
}

describe('entries that were kept', async () => {
  const lines = entries(3000);
  const ids = lines.map((_, at) => `r-${at}`);
  for (const [name, past] of await placesOf(lines)) {
    const history = new AuditHistory(past);
    const found = async (filter: AuditFilter) => {
      const all: string[] = [];
      for await (const { requestId } of history.all(filter)) all.push(requestId);
      // Page by page they are the same.
      assert.deepEqual((await allPages(history, filter, 7)).ids, all);
      return all;
    };

    test(`come newest first, each once, whatever the pages: ${name}`, async () => {
      assert.deepEqual(await found({}), ids.toReversed());
      const { pages } = await allPages(history, {}, 1000);
      assert.deepEqual(pages, [1000, 1000, 1000]);
    });

    test(`are found by time, key, action and user: ${name}`, async () => {
      const window = { from: START + 1000 * 10_000, to: START + 1999 * 10_000 };
      assert.deepEqual(await found(window), ids.slice(1000, 2000).toReversed());
      assert.deepEqual(await found({ to: START - 1 }), []);
      assert.deepEqual(await found({ from: START + 3000 * 10_000 }), []);
      assert.equal((await found({ keys: ['odd'] })).length, 1500);
      assert.deepEqual(await found({ keys: ['odd'], actions: ['readings'] }), []);
      const hundredth = ids.filter((_, at) => at % 100 === 0).toReversed();
      assert.deepEqual(await found({ actions: ['readings', 'averages'] }), hundredth);
      assert.deepEqual(await found({ pseudonym: 'u-sought', ...window }), hundredth.slice(10, 20));
    });

    test(`are looked through a bounded part at a time: ${name}`, async () => {
      const short = new AuditHistory(past, 20_000);
      const { ids: some, pages } = await allPages(short, { pseudonym: 'u-2' }, 10);
      assert.deepEqual(some, ['r-2']);
      assert.ok(pages.length > 10 && pages.length < 40, `${pages.length} pages`);
      const { next, searchedBackTo } = await short.page({ pseudonym: 'u-2' }, undefined, 10);
      assert.ok(next !== undefined && Date.parse(searchedBackTo!) > START + 2800 * 10_000);
    });
  }

  test('that concern everybody, or more users than are listed, may concern the one who is sought', async () => {
    const about = (requestId: string, users: object) =>
      JSON.stringify({ ...JSON.parse(lines[0]!), requestId, ...users });
    const some = [
      about('named', { users: ['u-1', 'u-2'] }),
      about('other', { users: ['u-2'] }),
      about('all', { users: 'all' }),
      about('many', { users: ['u-3'], usersInAll: 2000 }),
      about('nobody', { users: undefined }),
    ];
    for (const [, past] of await placesOf(some)) {
      const history = new AuditHistory(past);
      const of = async (named: boolean) => (await allPages(history, { pseudonym: 'u-1', named }, 2)).ids.sort();
      assert.deepEqual(await of(false), ['all', 'many', 'named']);
      assert.deepEqual(await of(true), ['named']);
    }
  });

  test('come whole beside lines that are torn, foreign or too long, and one that is being written', async () => {
    const path = join(root, 'torn.ndjson');
    const [first, second, third] = lines;
    const torn = ['', first!.slice(0, 40), `${first}`, 'null', '{"time":"soon"}', 'x'.repeat(3_000_000), second, '{}'];
    writeFileSync(path, `${torn.join('\n')}\n\n${third}\n${first!.slice(0, 99)}`);
    const history = new AuditHistory(new PastLinesOfFile(path, timeOfEntry));
    assert.deepEqual((await allPages(history, {}, 1)).ids, ['r-2', 'r-1', 'r-0']);
  });
});

describe('a long file', async () => {
  const path = join(root, 'long.ndjson');
  const lines = entries(200_000);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  const file = await open(path);
  const { size } = await file.stat();
  after(() => file.close());
  let pieces = 0;
  const counted: Pick<FileHandle, 'read'> = {
    read: ((...given: Parameters<FileHandle['read']>) => {
      pieces += 1;
      return file.read(...given);
    }) as FileHandle['read'],
  };

  test('is read from its end', async () => {
    pieces = 0;
    for await (const { text, start } of linesBackwards(counted, size)) {
      assert.equal(text, lines.at(-1));
      assert.equal(start, size - text.length - 1);
      break;
    }
    assert.equal(pieces, 1);
  });

  test('entries of long ago are found without what came later', async () => {
    pieces = 0;
    const instant = START + 100 * HOUR;
    const end = await endOfLinesUpTo(counted, size, instant, timeOfEntry);
    for await (const { text } of linesBackwards(counted, end)) {
      if (timeOfEntry(text)! > instant) continue;
      assert.equal(timeOfEntry(text), instant);
      break;
    }
    assert.ok(pieces < 20, `${pieces} of ${Math.ceil(size / 65_536)}`);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  type JournalLine,
  journalLine,
  readJournal,
  writeJournal,
} from '../../../../src/engines/clickhouse/chdb/journal-file.ts';
import type { Intent } from '../../../../src/engines/clickhouse/journal/intent.ts';

const intent: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    regions: fc.array(
      fc.record({ from: fc.nat(), to: fc.nat(), users: fc.option(fc.array(fc.maxSafeNat(), { minLength: 1 })) }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({
    kind: fc.constant('delete-readings' as const),
    users: fc.option(fc.array(fc.maxSafeNat())),
    from: fc.maxSafeNat(),
    to: fc.maxSafeNat(),
  }),
  fc.record({ kind: fc.constant('delete-users' as const), users: fc.array(fc.maxSafeNat()) }),
  fc.constantFrom<Intent>({ kind: 'rebuild' }, { kind: 'recovery' }),
);

/** Lines as a journal gets them: intents with growing numbers, and marks that some are done. */
const lines: fc.Arbitrary<JournalLine[]> = fc
  .array(fc.oneof(intent, fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 3 })), { maxLength: 20 })
  .map((items) =>
    items.map((item, at) =>
      Array.isArray(item) ? { done: item.map((id) => id + 101) } : { begin: 101 + at, intent: item },
    ),
  );

function pendingAfter(done: readonly JournalLine[]): Map<number, Intent> {
  const pending = new Map<number, Intent>();
  for (const line of done) {
    if ('begin' in line) pending.set(line.begin, line.intent);
    else if ('done' in line) for (const id of line.done) pending.delete(id);
  }
  return pending;
}

describe('a journal as text', () => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.uniqueArray(fc.tuple(fc.nat(), intent), { selector: ([id]) => id }),
        (version, list) => {
          const pending = new Map(list.filter(([id]) => id < version));
          const read = readJournal(writeJournal(version, pending));
          assert.deepEqual([...read.pending], JSON.parse(JSON.stringify([...pending])));
          assert.deepEqual([read.version, read.isDamaged], [version, false]);
        },
      ),
    );
  });

  test('cut off anywhere, it holds all whole lines and is not damaged', () => {
    fc.assert(
      fc.property(lines, fc.nat(), (written, cut) => {
        const head = writeJournal(100, new Map());
        const body = written.map(journalLine).join('');
        const rest = body.slice(0, cut % (body.length + 1));
        const whole = rest.split('\n').length - 1;
        const { pending, isDamaged } = readJournal(head + rest);
        assert.equal(isDamaged, false);
        // The newline alone may be missing: then the line is whole too.
        const states = [pendingAfter(written.slice(0, whole)), pendingAfter(written.slice(0, whole + 1))];
        assert.ok(states.some((state) => JSON.stringify([...state]) === JSON.stringify([...pending])));
      }),
    );
  });

  test('a line that cannot be read between others is damage', () => {
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom(
          'junk',
          '{"begin":1',
          'null',
          '7',
          '[]',
          '{}',
          '{"begin":"x","intent":{"kind":"rebuild"}}',
          '{"begin":1,"intent":{"kind":"dance"}}',
          '{"done":5}',
          '\0\0\0',
        ),
        (written, bad) => {
          const head = writeJournal(100, new Map());
          assert.equal(readJournal(`${head}${bad}\n${journalLine({ done: [1] })}`).isDamaged, true);
          assert.equal(readJournal(`${bad}\n${head}${written.map(journalLine).join('')}`).isDamaged, true);
          assert.equal(readJournal(`${head}${bad}\n`).isDamaged, false);
        },
      ),
    );
  });

  test('an empty file is neither a journal nor damage', () => {
    assert.deepEqual(readJournal(''), { version: 0, pending: new Map(), isDamaged: false });
  });

  test('intents without a first line are damage', () => {
    assert.equal(readJournal(journalLine({ begin: 5, intent: { kind: 'rebuild' } })).isDamaged, true);
  });

  test('the first format had no number', () => {
    const { version, isDamaged } = readJournal('{"version":12}\n{"done":[1]}\n');
    assert.deepEqual([version, isDamaged], [12, false]);
  });

  test('the words on the disk are those of the first version', () => {
    const stored = [
      '{"begin":101,"intent":{"kind":"write","scopes":[{"from":1,"to":2,"users":[7],"hours":[1]}]}}',
      '{"begin":102,"intent":{"kind":"take-over"}}',
      '{"begin":103,"intent":{"kind":"delete-readings","users":null,"from":0,"to":5}}',
    ];
    const { pending } = readJournal(['{"journal":2,"version":100}', ...stored, ''].join('\n'));
    assert.deepEqual(
      [...pending.values()],
      [
        { kind: 'write', regions: [{ from: 1, to: 2, users: [7], hours: [1] }] },
        { kind: 'recovery' },
        { kind: 'delete-readings', users: null, from: 0, to: 5 },
      ],
    );
    assert.deepEqual(writeJournal(100, pending).split('\n').slice(1, -1), stored);
  });

  test('a newer format is refused', () => {
    assert.throws(() => readJournal('{"journal":99,"version":1}\n'), { code: 'STORE_NEWER', message: /^[^\n]+$/ });
  });
});

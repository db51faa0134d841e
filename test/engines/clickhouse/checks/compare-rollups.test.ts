import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DEFAULT_OPTIONS } from '../../../../src/config/default-options.ts';
import { openChdb } from '../../../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { Executor } from '../../../../src/engines/clickhouse/statements/executor.ts';
import { EMBEDDED } from '../../../../src/engines/clickhouse/statements/topology.ts';
import { openStore } from '../../../../src/open-store.ts';
import { replaceMethods } from '../../../faults/replace-methods.ts';
import { scratch, tamper } from '../../../faults/store-files.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2019-11-30T23:30:00Z');
const MONTHS = 5;
const HARM = `INSERT INTO pulsebase.rollups (slot, user_id, readings, total, lowest, highest, version)
  SELECT slot, user_id, readings, total + 1, lowest, highest, version + 1 FROM pulsebase.rollups
  WHERE user_id = 7 AND slot % 3 = 0`;

describe('the comparison of roll-ups', () => {
  const root = scratch();

  before(async () => {
    await using store = await openStore(`chdb:${root.path}/store`);
    await store.importUsers([{ id: 7 }, { id: 2 ** 40 }]);
    const instants = Array.from({ length: 2 * MONTHS }, (_, at) => new Date(START + at * 15 * DAY_MS));
    await store.ingest(
      [7, 2 ** 40].flatMap((userId) => instants.map((timestamp, at) => ({ userId, timestamp, heartRate: 50 + at }))),
    );
  });

  after(() => root[Symbol.dispose]());

  /** The report on the store, whose months are said to hold so many times the rows, and how many statements it took. */
  async function verify(times: number) {
    let statements = 0;
    const parts = EMBEDDED.parts.replace(' rows,', ` rows * ${times} AS rows,`);
    const options = { ...DEFAULT_OPTIONS, onWarning: assert.fail, create: false };
    const engine = await openChdb(`chdb:${root.path}/store`, options, {
      executor: (executor: Executor) =>
        replaceMethods<Executor>(executor, {
          topology: { ...EMBEDDED, parts },
          query: (sql, format) => {
            statements += 1;
            return executor.query(sql, format);
          },
        }),
    });
    const opened = statements;
    const report = await engine.verify({});
    await engine.close();
    return { report, statements: statements - opened };
  }

  test('takes few statements where the months hold little, and says the same as of months that hold much', async () => {
    const [small, large] = [await verify(1), await verify(1_000_000)];
    assert.ok(small.report.ok && small.report.readings === 4 * MONTHS);
    assert.deepEqual(small.report, large.report);
    assert.ok(small.statements < 10, `${small.statements} statements`);
    assert.ok(large.statements >= 10 * MONTHS, `${large.statements} statements`);
  });

  test('tells the same differences, whether months hold little or much', async () => {
    tamper(`${root.path}/store`, HARM);
    const [small, large] = [await verify(1), await verify(1_000_000)];
    assert.ok(!small.report.ok && new Set(small.report.differences.map(({ level }) => level)).size === 3);
    assert.deepEqual(small.report, { ...large.report, differences: small.report.differences });
    const sorted = ({ report }: typeof small) => report.differences.map((found) => JSON.stringify(found)).sort();
    assert.deepEqual(sorted(small), sorted(large));
  });
});

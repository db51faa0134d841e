import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { cohortStatement } from '../../../../src/engines/postgres/queries/cohort.ts';
import { peakHoursStatement } from '../../../../src/engines/postgres/queries/peak-hours.ts';
import { Parameters } from '../../../../src/engines/postgres/statements/parameters.ts';
import { openStore } from '../../../../src/index.ts';
import { covering } from '../../../../src/window/covering.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const USERS = 1000;
/** Users whose devices are so busy that their days do not fit a row. */
const BUSY_USERS = 20;
const YEAR = Date.UTC(2023, 0, 1);
const DAY = 86_400_000;
/** Ragged to the millisecond at both ends. */
const WINDOW = { from: YEAR + 12_345_678, to: YEAR + 364 * DAY + 54_321_987 };

function* readings() {
  for (let userId = 1; userId <= USERS; userId += 1) {
    for (let day = 0; day < 365; day += userId === 1 ? 1 : 7) {
      yield { userId, timestamp: new Date(YEAR + day * DAY + userId * 40_000), heartRate: 60 + (userId % 50) };
    }
    // The cut days: busy ones have a reading every half minute there.
    const perDay = userId <= BUSY_USERS ? 2880 : 20;
    for (const day of [0, 364]) {
      for (let at = 0; at < perDay; at += 1) {
        const ms = Math.floor((at * DAY) / perDay) + 123;
        yield { userId, timestamp: new Date(YEAR + day * DAY + ms), heartRate: 70 + (at % 30) };
      }
    }
  }
}

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that scans of tables with a prefix took in their hands, kept or not. */
function rowsTouched(node: PlanNode, table: string): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const own = node['Relation Name']?.startsWith(table) ? (node['Actual Rows'] + removed) * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((sum, plan) => sum + rowsTouched(plan, table), own);
}

async function planOf(client: pg.Client, text: string, { values }: Parameters): Promise<PlanNode> {
  const { rows } = await client.query<[[{ Plan: PlanNode }]]>({
    text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
    values,
    rowMode: 'array',
  });
  return rows[0]![0]![0]!.Plan;
}

test('what a query touches follows the size of its answer', async () => {
  const url = await server.createDatabase();
  const store = await openStore(url);
  const { inserted } = await store.ingest(readings(), { unknownUsers: 'create' });
  const client = new pg.Client({ connectionString: url, ssl: false });
  await client.connect();
  try {
    const cohort = new Parameters();
    const query = {
      covering: covering(WINDOW),
      genders: undefined,
      age: undefined,
      minReadings: 1,
      minDays: 1,
      minHeartRate: 65,
    };
    const cohortPlan = await planOf(client, cohortStatement(query, cohort), cohort);
    const members = await store.queryUsers({ from: new Date(WINDOW.from), to: new Date(WINDOW.to), minHeartRate: 65 });
    assert.ok(members.length > 500);

    // Two cut hours of the busy users: 120 readings an hour each at most. Of all others no reading is looked at.
    const raw = rowsTouched(cohortPlan, 'heart_rates');
    assert.ok(raw > 0 && raw <= BUSY_USERS * 2 * 121, `${raw} of ${inserted} raw readings were touched`);
    // A row a user for each of two days, two months and a year.
    const pages = rowsTouched(cohortPlan, 'hour_rollups') + rowsTouched(cohortPlan, 'day_rollups');
    assert.ok(pages <= USERS * 4, `${pages} pages of hours and days were touched`);
    assert.ok(rowsTouched(cohortPlan, 'month_rollups') <= USERS * 2);

    const top = new Parameters();
    const hours = { covering: covering(WINDOW, 'hour') };
    const statement = peakHoursStatement({ userId: 1, hours, minReadings: 1, limit: 10, details: false }, top);
    const topPlan = await planOf(client, statement, top);
    const days = rowsTouched(topPlan, 'hour_rollups');
    assert.ok(days > 0 && days <= 2 * 366, `${days} days were touched`);
    const topRaw = rowsTouched(topPlan, 'heart_rates');
    assert.ok(topRaw <= 2 * 121, `${topRaw} raw readings were touched`);
  } finally {
    await client.end();
    await store.close();
  }
});

import type { HeartRatesQuery, HeartRateTotal } from '../../../engine/engine.ts';
import type { Connections } from '../connections/connections.ts';
import { Parameters } from '../statements/parameters.ts';
import { milli, UNIX_MS } from '../statements/sql-fragments.ts';
import { peopleCondition } from './people-condition.ts';

/** How many readings have each heart rate, and how long they stand: until the next one of their user, no longer than a gap. */
export async function heartRates(
  connections: Connections,
  { people, window, maxGapMs }: HeartRatesQuery,
): Promise<HeartRateTotal[]> {
  const parameters = new Parameters();
  const start = parameters.add(window.from, 'bigint');
  const end = parameters.add(window.to + 1, 'bigint');
  const gap = parameters.add(maxGapMs, 'bigint');
  const rows = await connections.query(
    `SELECT ${milli('heart_rate', 'integer')}, count(*) FILTER (WHERE at >= ${start}),
       sum(greatest(0, least(next, at + ${gap}, ${end}) - greatest(at, ${start})))::bigint
     FROM (
       SELECT heart_rate, ${UNIX_MS} AS at, lead(${UNIX_MS}) OVER (PARTITION BY user_id ORDER BY "timestamp") AS next
       FROM heart_rates
       WHERE "timestamp" >= ${parameters.instant(Math.max(0, window.from - maxGapMs))}
         AND "timestamp" <= ${parameters.instant(window.to)}${peopleCondition(people, parameters)}
     ) AS standing GROUP BY heart_rate`,
    parameters.values,
  );
  return rows.map((row) => {
    const [heartRate, count, standingMs] = row.map(Number) as [number, number, number];
    return { heartRate, count, standingMs };
  });
}

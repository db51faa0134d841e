import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../harness/until.ts';
import type { Alarm } from '../../../src/client/alarms.ts';
import { connectAlarms } from '../../../src/client/connect-alarms.ts';
import type { Store } from '../../../src/store/store.ts';
import { makeTestService } from '../../support/test-service.ts';

const START = Date.parse('2023-04-05T07:00:00Z');
const at = (minute: number) => new Date(START + minute * 60_000);
const RULE = {
  name: 'Fast',
  severity: 'high',
  since: '2023-01-01',
  condition: { type: 'sustained', direction: 'above', limit: 100, forMinutes: 0, minReadings: 1, maxGapMinutes: 5 },
} as const;

/**
 * Alarms follow what another program writes into the store of a service, which nobody tells the service of.
 *
 * @param open Opens the same empty store again and again, as each program does.
 */
export function otherWriters(open: () => Promise<Store>): void {
  const put = (store: Store, userId: number, rows: readonly (readonly [minute: number, heartRate: number])[]) =>
    store.ingest(rows.map(([minute, heartRate]) => ({ userId, timestamp: at(minute), heartRate })));

  test('alarms follow what came round the service: new users and readings, late ones, corrections and deletions', async () => {
    const [own, other] = [await open(), await open()];
    assert.equal(own.capabilities.hasOtherWriters, true);
    for (const id of [1, 2, 3, 4]) await other.putUser({ id });
    const serve = async (settings: object = {}) => {
      const service = await makeTestService(own, { alarmLook: 0.05, ...settings });
      const alarms = await connectAlarms(await service.listen(), { apiKey: service.adminKey });
      const standing = async () => {
        const rows: Alarm[] = await Array.fromAsync(alarms.listAlarms());
        return rows
          .map(({ userId, from, until: end }) => `${userId}: ${minuteOf(from)} to ${minuteOf(end)}`)
          .sort()
          .join('; ');
      };
      const become = (expected: string) => until(expected, async () => (await standing()) === expected);
      return { service, alarms, become };
    };
    const first = await serve();
    await put(other, 1, [[0, 120]]);
    await first.alarms.createRule(RULE);
    await first.become('1: 0 to -');

    // Newer readings, of whom nothing was known too, and of a user who was not there.
    await put(other, 1, [[10, 80]]);
    await put(other, 2, [[5, 130]]);
    await other.putUser({ id: 5 });
    await put(other, 5, [[7, 130]]);
    await first.become('1: 0 to 10; 2: 5 to -; 5: 7 to -');
    // The newest ones of one, and all of another, are deleted.
    await other.deleteReadings({ userIds: [1], from: at(10), to: at(10) });
    await other.deleteReadings({ userIds: [2] });
    await first.become('1: 0 to -; 5: 7 to -');
    await put(other, 2, [
      [0, 80],
      [60, 130],
      [61, 70],
    ]);
    await first.become('1: 0 to -; 2: 60 to 61; 5: 7 to -');

    // Late readings and corrections, and a user who goes: whoever begins to lead looks at everybody.
    const { stateDirectory } = first.service;
    await first.service.stop();
    await put(other, 1, [
      [-10, 120],
      [-5, 80],
    ]);
    await put(other, 2, [[60, 90]]);
    await other.deleteUsers([5]);
    const second = await serve({ stateDirectory });
    await second.become('1: -10 to -5; 1: 0 to -');
    assert.equal((await second.alarms.verifyAlarms()).ok, true);
    await second.service.remove();
    await Promise.all([own.close(), other.close()]);
  });
}

function minuteOf(instant: Date | null): string {
  return instant === null ? '-' : String((instant.getTime() - START) / 60_000);
}

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { until } from '../../../harness/until.ts';
import type { AlarmReport } from '../../../src/api/schemas/alarm-report.ts';
import { ReadingBlock } from '../../../src/model/reading-block.ts';
import type { Window } from '../../../src/window/window.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { inject, readingsCsv } from '../inject.ts';

const START = Date.parse('2023-04-05T07:00:00Z');
const at = (minute: number) => new Date(START + minute * 60_000).toISOString();
const RULE = {
  ...{ name: 'Fast', severity: 'high', since: '2023-01-01' },
  condition: { type: 'sustained', direction: 'above', limit: 120, forMinutes: 1, minReadings: 2, maxGapMinutes: 5 },
};
const HOUR = { ...RULE, name: 'Hour', condition: { type: 'hour', direction: 'above', limit: 115, minReadings: 3 } };

test('alarms that differ from the readings are found, and mended', async (context: TestContext) => {
  const { service, store, send } = await inject();
  context.after(() => service.remove());
  const json = async <T>(method: 'GET' | 'POST', url: string, body?: object) => {
    const answer = await send(method, url, body);
    assert.equal(answer.statusCode, 200, answer.body);
    return JSON.parse(answer.body) as T;
  };
  const rule = await json<{ id: string }>('POST', '/v1/rules', RULE);
  await json('POST', '/v1/rules', HOUR);
  const rows = [1, 2, 3, 4].flatMap((user) =>
    [1, 2, 3, 9, 30, 31].map((minute) => [user, at(minute), minute === 9 ? 90 : 125] as const),
  );
  for (const id of [1, 2, 3, 4]) await store.putUser({ id });
  await send('POST', '/v1/readings', readingsCsv(rows), { 'content-type': 'text/csv' });
  const whole = { users: 4, rules: 2, isSettled: true };
  assert.deepEqual(await json('POST', '/v1/alarms/verify'), {
    ...{ ok: true, ...whole, alarms: 12, differing: 0, differences: [] },
  });

  const state = new DatabaseSync(join(service.stateDirectory, 'service.sqlite'));
  const ofUser = (user: number) => `user_id = ${user} AND rule_id = '${rule.id}'`;
  state.exec(`DELETE FROM alarms WHERE ${ofUser(1)} AND until_ms IS NOT NULL;
    UPDATE alarms SET peak = 1 WHERE ${ofUser(2)};
    INSERT INTO alarms SELECT 'old', rule_id, 3, severity, 1, 2, 3, 4, 5, arrival, 0, null, null, null, null, null
      FROM alarms WHERE ${ofUser(4)} AND until_ms IS NULL;
    UPDATE alarms SET user_id = 99 WHERE ${ofUser(4)} AND until_ms IS NULL;
    UPDATE alarms SET rule_id = 'gone' WHERE ${ofUser(4)}`);
  // Rules begin in 2023: what was over before is no affair of theirs.
  const lines = (await send('POST', '/v1/alarms/verify', undefined, { accept: 'application/x-ndjson' })).body;
  const { report } = JSON.parse(lines.trimEnd().split('\n').at(-1)!) as { report: AlarmReport };
  const { differences, ...counts } = report;
  const found = differences.map(({ kind, userId, expected, actual }) => {
    return [userId, kind, expected?.from ?? null, expected?.peak ?? null, actual?.from ?? null, actual?.peak ?? null];
  });
  assert.deepEqual(found, [
    [1, 'missing', at(1), 125, null, null],
    [2, 'different', at(1), 125, at(1), 1],
    [4, 'missing', at(1), 125, null, null],
    [4, 'missing', at(30), 125, null, null],
    [99, 'unexpected', null, null, at(30), 125],
    [4, 'unexpected', null, null, at(1), 125],
  ]);
  assert.deepEqual(counts, { ok: false, ...whole, alarms: 12, differing: 6 });

  assert.equal((await json<AlarmReport>('POST', '/v1/alarms/repair')).differing, 6);
  const mended = await json<AlarmReport>('POST', '/v1/alarms/verify');
  assert.deepEqual(mended, { ok: true, ...whole, alarms: 13, differing: 0, differences: [] });
  assert.equal(state.prepare("SELECT count(*) AS n FROM alarms WHERE rule_id = 'gone' OR user_id = 99").get()?.n, 0);
  state.close();
});

test('alarms of a write that is still being evaluated are not taken for wrong', async (context: TestContext) => {
  const { service, store, send } = await inject();
  context.after(() => service.remove());
  await send('POST', '/v1/rules', RULE);
  await store.putUser({ id: 1 });
  const post = (minute: number) =>
    send('POST', '/v1/readings', readingsCsv([[1, at(minute), 125]]), { 'content-type': 'text/csv' });
  await post(0);
  let minute = 0;
  let isOver = false;
  const writing = until('enough', async () => {
    minute += 1;
    await post(minute);
    return isOver;
  });
  for (let round = 0; round < 5; round += 1) {
    const { ok, differences } = JSON.parse((await send('POST', '/v1/alarms/verify')).body) as AlarmReport;
    assert.ok(ok, JSON.stringify(differences));
  }
  isOver = true;
  await writing;
});

test('many users are compared in one scan where the engine has one, with the same report', async (context: TestContext) => {
  const userIds = Array.from({ length: 30 }, (_, index) => index + 1);
  const reports: AlarmReport[] = [];
  let scans = 0;
  class Scanned extends MemoryEngine {
    async *scan(window: Window) {
      scans += 1;
      for (const userId of userIds) {
        const { timestamps, heartRates } = await this.readings(userId, window, 1000);
        const block = new ReadingBlock(1000);
        for (let row = 0; row < timestamps.length; row += 1) block.push(1, userId, timestamps[row]!, heartRates[row]!);
        yield block;
      }
    }
  }
  for (const engine of [new MemoryEngine(), new Scanned()]) {
    const { service, store, send } = await inject({}, engine);
    context.after(() => service.remove());
    for (const since of ['2023-01-01', at(20)]) await send('POST', '/v1/rules', { ...RULE, name: since, since });
    for (const id of userIds) await store.putUser({ id });
    const rows = userIds.flatMap((user) =>
      [1, 2, 3, 9, 30, 31].map((minute) => [user, at(minute), minute === 9 ? 90 : 125] as const),
    );
    await send('POST', '/v1/readings', readingsCsv(rows), { 'content-type': 'text/csv' });
    const verify = async () => JSON.parse((await send('POST', '/v1/alarms/verify')).body) as AlarmReport;
    assert.ok((await verify()).ok);
    using state = new DatabaseSync(join(service.stateDirectory, 'service.sqlite'));
    state.exec('UPDATE alarms SET peak = 1 WHERE user_id <= 25 AND until_ms IS NOT NULL');
    const report = await verify();
    reports.push({ ...report, differences: report.differences.map((one) => ({ ...one, ruleId: '', alarmId: '' })) });
  }
  assert.equal(reports[0]!.differing, 25);
  assert.deepEqual(reports[1], reports[0]);
  assert.ok(scans >= 3);
});

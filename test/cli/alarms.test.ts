import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { inject, readingsCsv } from '../api/inject.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const START = Date.parse('2023-04-05T07:00:00Z');
const RULE = {
  name: 'Fast',
  severity: 'high',
  since: '2023-01-01',
  condition: { type: 'average', direction: 'above', limit: 100, windowMinutes: 10, minReadings: 2 },
};

const root = mkdtempSync(join(tmpdir(), 'pulsebase-rules-'));
const file = join(root, 'fast.json');
const engine = new MemoryEngine();
const { service, store, send } = await inject({}, engine);
const url = await service.listen();
after(async () => {
  await service.remove();
  rmSync(root, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  runInProcess(engine, [...args, '--store', url], { settings: { apiKey: service.adminKey } });
async function answerOf<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await run(...args, '--json');
  assert.deepEqual([exitCode, stderr], [0, '']);
  return JSON.parse(stdout) as T;
}

describe('pulsebase rules and alarms', () => {
  before(async () => {
    writeFileSync(file, JSON.stringify(RULE));
    await store.putUser({ id: 7, externalId: 'P-7' });
    const rows = [0, 2, 4, 60].map((minute): [number, string, number] => {
      return [7, new Date(START + minute * 60_000).toISOString(), minute === 60 ? 80 : 120];
    });
    const answer = await send('POST', '/v1/readings', readingsCsv(rows), { 'content-type': 'text/csv' });
    assert.equal(answer.statusCode, 200);
  });

  test('a rule is tried, here and by the service, with the same outcome', async () => {
    const window = ['--from', '2023-04-01', '--to', '2023-05-01'];
    const asked = await run('rules', 'try', file, ...window);
    assert.match(asked.stdout, /^1 alarm of 1 user; the rule concerns 1 user\n/);
    assert.match(asked.stdout, /P-7 +1 +2023-04-05T07:02:00.000Z +goes on/);
    for (const only of [
      [...window, '--user-id', '7'],
      ['--user-id', '7'],
    ]) {
      const { stdout } = await run('rules', 'try', file, ...only);
      assert.match(stdout, /\nfrom +until +peak bpm +readings\n2023-04-05T07:02:00.000Z +goes on +[\d.]+ +\d+\n/);
    }
    const here = await runInProcess(engine, ['rules', 'try', file, ...window, '--json']);
    assert.deepEqual(JSON.parse(here.stdout), await answerOf('rules', 'try', file, ...window));
  });

  test('is added, changed, listed and deleted, and its alarms are dealt with', async () => {
    const made = await run('rules', 'create', file);
    assert.match(made.stdout, /Fast +high +.* +everybody +average of 10 min above 100, 2 readings/);
    await until('the alarm', async () => (await run('alarms', 'list')).stdout !== 'no alarms\n');
    const checked = await run('alarms', 'verify');
    assert.equal(checked.stdout, 'compared 1 alarm with the readings of 1 user by 1 rule: 0 differ\n');
    assert.equal((await answerOf<{ ok: boolean }>('alarms', 'repair')).ok, true);
    const [alarm] = await answerOf<{ id: string }[]>('alarms', 'list', '--user-id', '7', '--going-on');
    const id = alarm!.id;
    assert.match((await run('alarms', 'acknowledge', id)).stdout, /acknowledged by /);
    assert.match((await run('alarms', 'snooze', id, '--until', '2099-01-01')).stdout, /snoozed until 2099-01-01/);
    assert.match((await run('alarms', 'close', id, '--note', 'well')).stdout, /closed by /);
    assert.deepEqual(await answerOf('alarms', 'list', '--state', 'active,acknowledged'), []);

    writeFileSync(file, JSON.stringify({ ...RULE, condition: { ...RULE.condition, limit: 119.5, endLimit: 90 } }));
    assert.match((await run('rules', 'update', 'Fast', file)).stdout, /above 119.5 until 90/);
    const [rule] = await answerOf<{ version: number }[]>('rules', 'list');
    assert.equal(rule?.version, 2);
    assert.equal((await run('rules', 'delete', 'Fast')).exitCode, 2);
    assert.match((await run('rules', 'delete', 'Fast', '--yes')).stdout, /^deleted rule Fast with 1 alarm$/m);
    assert.equal((await run('alarms', 'list')).stdout, 'no alarms\n');
  });

  test('what is wrong is said, with the field or the file', async () => {
    writeFileSync(file, JSON.stringify({ ...RULE, condition: { ...RULE.condition, windowMinutes: 0 } }));
    for (const [args, message] of [
      [
        ['rules', 'create', file],
        /INVALID_ARGUMENT: windowMinutes must be from 1 to 10080 minutes, in whole milliseconds, not 0/,
      ],
      [['rules', 'create', join(root, 'none.json')], /FILE_UNREADABLE: cannot read .*none.json/],
      [['rules', 'create', import.meta.filename], /INVALID_FILE: .* is not JSON/],
      [['rules', 'delete', 'Nothing', '--yes'], /RULE_NOT_FOUND: no rule has the id or name "Nothing"/],
      [['alarms', 'close', 'nothing'], /ALARM_NOT_FOUND: no alarm has the id "nothing"/],
    ] as const) {
      const { exitCode, stderr } = await run(...args);
      assert.ok(exitCode !== 0);
      assert.match(stderr, message);
    }
  });
});

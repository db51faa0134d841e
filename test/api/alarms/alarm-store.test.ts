import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AlarmStore } from '../../../src/api/alarms/alarm-store.ts';
import { openState } from '../../../src/state/open-state.ts';

const stateDirectory = mkdtempSync(join(tmpdir(), 'pulsebase-alarm-store-'));
after(() => rmSync(stateDirectory, { recursive: true, force: true }));

test('the log of alarms is forgotten when it is old, but for its last entry and what webhooks have not sent', async () => {
  const state = await openState({ stateUrl: 'sqlite:', stateDirectory }, { durable: false });
  const alarms = new AlarmStore(state);
  for (const seq of [1, 2, 3, 4, 5]) {
    await state.query(
      `INSERT INTO state.alarm_events (seq, alarm_id, rule_id, user_id, severity, kind, at, body, is_snoozed)
       VALUES (?, 'a', 'r', 1, 'low', 'raised', CASE WHEN ? = 4 THEN state.now_ms() ELSE 0 END, '{}', 0)`,
      [seq, seq],
    );
  }
  await state.query(
    `INSERT INTO state.webhooks (id, name, body, secrets, version, created_at, queued_up_to)
     VALUES ('w', 'w', '{}', '[]', 1, 0, 2)`,
  );
  await state.query(
    `INSERT INTO state.deliveries
       (webhook_id, seq, alarm_id, kind, state, attempts, queued_at, next_at, changed_at)
     VALUES ('w', 2, 'a', 'raised', 'waiting', 0, 0, 0, 0)`,
  );
  const left = async () => {
    assert.equal(await alarms.deleteOldEvents(), false);
    return (await state.query('SELECT seq FROM state.alarm_events ORDER BY seq')).flat();
  };
  assert.deepEqual(await left(), [2, 3, 4, 5]);
  await state.query("UPDATE state.deliveries SET state = 'delivered'");
  assert.deepEqual(await left(), [3, 4, 5]);
  await state.query('DELETE FROM state.webhooks');
  assert.deepEqual(await left(), [4, 5]);
  await state.close();
});

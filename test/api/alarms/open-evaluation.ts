import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import pino from 'pino';
import { until } from '../../../harness/until.ts';
import type { Episode } from '../../../src/alarms/episode.ts';
import type { Rule } from '../../../src/alarms/rule.ts';
import { AlarmEvaluation } from '../../../src/api/alarms/alarm-evaluation.ts';
import { AlarmStore } from '../../../src/api/alarms/alarm-store.ts';
import { ChangeLog } from '../../../src/api/alarms/change-log.ts';
import { evaluatedStore } from '../../../src/api/alarms/evaluated-store.ts';
import { RuleStore, type StoredRule } from '../../../src/api/alarms/rule-store.ts';
import { openState } from '../../../src/state/open-state.ts';
import type { StateDatabase } from '../../../src/state/state-database.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-alarms-'));
after(() => rmSync(root, { recursive: true, force: true }));

export const USERS = [1, 2, 3];
/** Long after all readings. */
export const NOW = Date.UTC(2024, 0, 1);
export const RULE: Omit<Rule, 'name' | 'condition'> = {
  severity: 'high',
  whom: {},
  enabled: true,
  since: 0,
  lateAfterMinutes: 10,
};

/** An evaluation over a store and a state of its own, and what it works with. */
export async function openEvaluation(now: () => number = () => NOW) {
  const stateDirectory = mkdtempSync(join(root, 'state-'));
  const state = await openState({ stateUrl: 'sqlite:', stateDirectory }, { durable: false });
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  for (const id of USERS) await store.putUser({ id });
  const [rules, alarms, changes] = [new RuleStore(state), new AlarmStore(state), new ChangeLog(state)];
  const start = () => {
    const stop = new AbortController();
    const failures: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void failures.push(line) });
    const evaluation = new AlarmEvaluation(
      {
        store: evaluatedStore(store),
        rules,
        alarms,
        changes,
        log,
        now,
        onTold: () => {},
        othersLookMs: 0,
        lookMs: undefined,
      },
      { guard: { text: 'SELECT 1' }, signal: stop.signal },
    );
    const running = evaluation.run();
    return {
      evaluation,
      async stop() {
        stop.abort();
        await running;
        assert.deepEqual(failures, []);
      },
    };
  };
  return { state, store, rules, alarms, changes, start };
}

export async function settled({ rules, changes }: Awaited<ReturnType<typeof openEvaluation>>): Promise<void> {
  await until('the evaluation', async () => {
    const isDone = (await rules.list()).every(({ doneUpTo }) => doneUpTo === undefined);
    return isDone && (await changes.list()).length === 0;
  });
}

export async function storedEpisodes(state: StateDatabase, { id }: StoredRule, userId: number): Promise<Episode[]> {
  const alarms = (await new AlarmStore(state).ofUser(userId, 0)).get(id) ?? [];
  return alarms.map(({ from, raisedAt, until: end, peak, readings }) => ({
    from,
    raisedAt,
    until: end,
    peak,
    readings,
  }));
}

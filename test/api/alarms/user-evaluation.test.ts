import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredRule } from '../../../src/api/alarms/rule-store.ts';
import { evaluateAgain, evaluateOn, type KeptUser } from '../../../src/api/alarms/user-evaluation.ts';
import { ALL_TIME } from '../../../src/window/window.ts';
import { MINUTE, pagesOf, START } from '../../alarms/arbitraries.ts';
import { RULE } from './open-evaluation.ts';

const USER = { id: 1, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null } as const;
const FAST: StoredRule = {
  ...{ ...RULE, id: 'r', name: 'fast', version: 1, createdAt: 0, updatedAt: 0, doneUpTo: undefined },
  condition: { type: 'sustained', direction: 'above', limit: 120, forMinutes: 2, minReadings: 2, maxGapMinutes: 5 },
};
const NOW = START + 1000 * MINUTE;
const at = (minute: number) => START + minute * MINUTE;

/** A user who has sent so many readings, one a minute. */
function storeOf(count: number) {
  const stored = new Map(Array.from({ length: count }, (_, minute) => [at(minute), 125_000]));
  const store = {
    user: async () => USER,
    readings: (_: number, window: { readonly from: number; readonly to: number }) =>
      pagesOf(
        [...stored].sort(([one], [other]) => one - other),
        window,
        10,
      ),
  };
  return { stored, store };
}

/** The same, all of which were evaluated. */
async function followed(count: number) {
  const { stored, store } = storeOf(count);
  const { kept } = await evaluateAgain(store, USER, [FAST], ALL_TIME, async () => new Map(), NOW, NOW);
  const goOn = (from: number) => evaluateOn(store, kept as KeptUser, from, NOW, NOW, false);
  return { stored, goOn };
}

test('what a write has brought may have been read with the one before it', async () => {
  const { stored, goOn } = await followed(3);
  for (const minute of [3, 4, 5]) stored.set(at(minute), 125_000);
  assert.deepEqual((await goOn(at(3)))?.changes, []);
  assert.deepEqual((await goOn(at(4)))?.changes, []);
  stored.set(at(6), 100_000);
  const outcome = await goOn(at(5));
  assert.deepEqual(
    outcome?.changes.map(({ kind, alarm: { from, until } }) => [kind, from, until]),
    [['resolved', at(0), at(6)]],
  );
  assert.equal(outcome?.newest, at(6));
});

test('a late, corrected or deleted reading is found, and so is a change that is too long ago to tell', async () => {
  for (const change of [
    (stored: Map<number, number>) => stored.set(at(38) + 1, 125_000),
    (stored: Map<number, number>) => stored.set(at(38), 90_000),
    (stored: Map<number, number>) => stored.delete(at(39)),
  ]) {
    const { stored, goOn } = await followed(40);
    change(stored);
    assert.equal(await goOn(at(37)), undefined);
  }
  const { goOn } = await followed(40);
  assert.equal(await goOn(at(1)), undefined);
  assert.notEqual(await goOn(at(30)), undefined);
});

test('what comes later than others by little is put in its place, and the alarms of before are the same ones', async () => {
  for (const [change, kinds] of [
    [(stored: Map<number, number>) => stored.set(at(68) + 1, 125_000), []],
    [(stored: Map<number, number>) => stored.set(at(68), 90_000), ['resolved', 'raised']],
    [(stored: Map<number, number>) => stored.delete(at(69)), []],
  ] as const) {
    const { stored, goOn } = await followed(10);
    for (let minute = 10; minute < 70; minute += 1) stored.set(at(minute), minute === 60 ? 90_000 : 125_000);
    const first = await goOn(at(10));
    assert.deepEqual(
      first?.changes.map(({ kind }) => kind),
      ['resolved', 'raised'],
    );
    change(stored);
    const outcome = await goOn(at(65));
    assert.deepEqual(
      outcome?.changes.map(({ kind }) => kind),
      kinds.slice(0, 1),
    );
    const [resolved] = outcome?.changes ?? [];
    if (resolved !== undefined) assert.equal(resolved.alarm.id, first?.changes[1]?.alarm.id);
    // A run that is long enough again.
    for (const minute of [70, 71, 72]) stored.set(at(minute), 125_000);
    assert.deepEqual(
      (await goOn(at(70)))?.changes.map(({ kind }) => kind),
      kinds.slice(1),
    );
  }
});

test('a reading that an average only looked back on, and that came meanwhile, is no reading that was evaluated', async () => {
  const { stored, store } = storeOf(3);
  const condition = { type: 'average', direction: 'above', limit: 120, windowMinutes: 5, minReadings: 1 } as const;
  const since = { from: at(2), to: at(2) };
  const { kept } = await evaluateAgain(store, USER, [{ ...FAST, condition }], since, async () => new Map(), NOW, NOW);
  assert.ok(stored.has(at(0)));
  assert.equal(await evaluateOn(store, kept as KeptUser, at(0), NOW, NOW, false), undefined);
  assert.notEqual(await evaluateOn(store, kept as KeptUser, at(2), NOW, NOW, false), undefined);
});

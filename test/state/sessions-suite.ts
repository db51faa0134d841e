import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { SESSION_LIFE_MS, SessionStore } from '../../src/api/auth/session-store.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';

/** What holds for sessions, whatever database they are in. */
export function sessionsSuite(fresh: () => Promise<StateDatabase>): void {
  const begun = async () => {
    const state = await fresh();
    const keys = new KeyStore(state);
    const { id } = await keys.create('page', ['read']);
    const key = (await keys.find(id))!;
    const sessions = new SessionStore(state);
    return { state, key, sessions, session: await sessions.begin(key) };
  };

  test('a session is found by its token, of which the state has a hash alone, until it is ended', async () => {
    const { state, key, sessions, session } = await begun();
    const found = await sessions.find(session.token);
    assert.deepEqual([found?.keyId, found?.expiresAt], [key.id, session.expiresAt]);
    assert.equal(Buffer.compare(found!.keyHash, key.hash), 0);
    const kept = (await state.query('SELECT hash, key_id, key_hash, expires_at FROM state.sessions')).flat();
    for (const value of kept) {
      assert.ok(!Buffer.from(value instanceof Uint8Array ? value : String(value)).includes(session.token));
    }
    assert.equal(await sessions.find(`${session.token.slice(1)}A`), undefined);
    await sessions.end(session.token);
    assert.equal(await sessions.find(session.token), undefined);
  });

  test('a session ends by the clock of the database, and is deleted then', async () => {
    const { state, sessions, session } = await begun();
    const [now] = (await state.query('SELECT state.now_ms()'))[0]!;
    assert.ok(Math.abs(session.expiresAt - Number(now) - SESSION_LIFE_MS) < 60_000);
    await state.query('UPDATE state.sessions SET expires_at = state.now_ms()');
    assert.equal(await sessions.find(session.token), undefined);
    await sessions.deleteOld();
    assert.deepEqual(await state.query('SELECT hash FROM state.sessions'), []);
  });

  test('a key has a bounded number of sessions, and the newest are kept', async () => {
    const { state, key, sessions, session } = await begun();
    await state.query('UPDATE state.sessions SET expires_at = expires_at - 1000');
    const later: string[] = [];
    for (let number = 0; number < 100; number += 1) later.push((await sessions.begin(key)).token);
    assert.equal(await sessions.find(session.token), undefined);
    assert.notEqual(await sessions.find(later[0]!), undefined);
    assert.equal(Number((await state.query('SELECT count(*) FROM state.sessions'))[0]![0]), 100);
  });
}

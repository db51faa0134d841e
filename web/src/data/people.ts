import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { liveRound } from '../state/live.ts';
import { may, whenKeyChanges } from '../state/session.ts';
import { loadPeople, type User } from './people-calls.ts';

const FRESH_MS = 300_000;
const known = signal<ReadonlyMap<number, User> | undefined>(undefined);
let loadedAt = Number.NEGATIVE_INFINITY;

/** Forgets who there is, when that has changed. */
export function forgetPeople(): void {
  loadedAt = Number.NEGATIVE_INFINITY;
}

whenKeyChanges(() => {
  known.value = undefined;
  forgetPeople();
});

/** Everybody by id, for names beside ids; `undefined` until that is known. It may be some minutes old. */
export function usePeople(): ReadonlyMap<number, User> | undefined {
  const round = liveRound.value;
  useEffect(() => {
    if (!may('read') || performance.now() - loadedAt < FRESH_MS) return;
    loadedAt = performance.now();
    loadPeople().then(
      (users) => {
        known.value = new Map(users.map((user) => [user.id, user]));
      },
      () => forgetPeople(),
    );
  }, [round]);
  return known.value;
}

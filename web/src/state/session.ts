import { computed, effect, signal } from '@preact/signals';
import type { SessionInfo } from '../../../src/api/schemas/session.ts';
import type { Scope } from '../../../src/client/index.ts';

export type { Scope };

/** What the service says of this browser; `undefined` before it has answered. */
export const session = signal<SessionInfo | undefined>(undefined);

const scopes = computed(() => session.value?.scopes ?? []);

/** Whether the key that has signed in may do something. */
export function may(scope: Scope): boolean {
  return scopes.value.includes('admin') || scopes.value.includes(scope);
}

/** Does something when another key has signed in than the one before: what that one saw is not for this one. */
export function whenKeyChanges(forget: () => void): void {
  let before: string | undefined;
  effect(() => {
    const { isSignedIn = false, name = '' } = session.value ?? {};
    if (!isSignedIn) return;
    const now = JSON.stringify([name, scopes.value]);
    if (before !== undefined && before !== now) forget();
    before = now;
  });
}

import { computed, signal } from '@preact/signals';
import type { SessionInfo } from '../../../src/api/schemas/session.ts';

/** What the service says of this browser; `undefined` before it has answered. */
export const session = signal<SessionInfo | undefined>(undefined);

export type Scope = 'read' | 'write' | 'admin' | 'metrics';

const scopes = computed(() => session.value?.scopes ?? []);

/** Whether the key that has signed in may do something. */
export function may(scope: Scope): boolean {
  return scopes.value.includes('admin') || scopes.value.includes(scope);
}

import type { SessionInfo } from '../../../src/api/schemas/session.ts';
import { session } from '../state/session.ts';
import { ofSession } from './calls.ts';

// The windows of a browser have one session: what one of them does, the others see.
const others = new BroadcastChannel('pulsebase.session');
others.addEventListener('message', () => void loadSession().catch(() => {}));

/** Asks who is signed in here. */
export async function loadSession(signal?: AbortSignal): Promise<void> {
  session.value = await ofSession<SessionInfo>('GET', undefined, signal);
}

/** Signs in with a key; the browser keeps a cookie that no script can read, and nothing else. */
export async function signIn(key: string): Promise<void> {
  session.value = await ofSession<SessionInfo>('POST', { key });
  others.postMessage('changed');
}

export async function signOut(): Promise<void> {
  session.value = await ofSession<SessionInfo>('DELETE');
  others.postMessage('changed');
}

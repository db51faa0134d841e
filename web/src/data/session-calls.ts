import type { SessionInfo } from '../../../src/api/schemas/session.ts';
import { session } from '../state/session.ts';
import { change, read } from './calls.ts';

// The windows of a browser have one session: what one of them does, the others see.
const others = new BroadcastChannel('pulsebase.session');
others.addEventListener('message', () => void loadSession().catch(() => {}));

/** Asks who is signed in here. */
export async function loadSession(signal?: AbortSignal): Promise<void> {
  session.value = await read<SessionInfo>('/v1/session', signal);
}

/** Signs in with a key; the browser keeps a cookie that no script can read, and nothing else. */
export async function signIn(key: string): Promise<void> {
  session.value = await change<SessionInfo>('POST', '/v1/session', { key });
  others.postMessage('changed');
}

export async function signOut(): Promise<void> {
  session.value = await change<SessionInfo>('DELETE', '/v1/session');
  others.postMessage('changed');
}

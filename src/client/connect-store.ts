import type { Store } from '../store/store.ts';
import { RemoteStore } from './remote-store.ts';
import { type CallOptions, ServiceCalls } from './service-calls.ts';
import { serviceInfo } from './service-info.ts';

/**
 * Connects to a Pulsebase service; works in browsers too. The store has the same contract as any other. Calls are retried where
 * that is safe, and values are exact to the bit on both sides.
 *
 * @param url `https://host:port`, also with a path in front of `/v1`, and with a key: `https://KEY@host`.
 * @throws PulsebaseError such as `INVALID_ARGUMENT`, `CONNECTION_FAILED`, `AUTHENTICATION_FAILED`; later `PERMISSION_DENIED`, `RATE_LIMITED`,
 *   `OVERLOADED`.
 */
export async function connectStore(url: string, options: CallOptions = {}): Promise<Store> {
  const calls = new ServiceCalls(url, options);
  const { engine } = await serviceInfo(calls);
  return new RemoteStore(calls, engine);
}

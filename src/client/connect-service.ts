import { RemoteService } from './remote-service.ts';
import { type CallOptions, ServiceCalls } from './service-calls.ts';
import type { ServiceClient } from './service-client.ts';
import { serviceInfo } from './service-info.ts';

/**
 * Connects to a Pulsebase service for what concerns itself: activity, findings, objectives, retention, keys and the audit log; works
 * in browsers too. Calls are retried where that is safe.
 *
 * @param url `https://host:port`, also with a path in front of `/v1`, and with a key: `https://KEY@host`.
 * @throws PulsebaseError such as `INVALID_ARGUMENT`, `CONNECTION_FAILED`, `AUTHENTICATION_FAILED`.
 */
export async function connectService(url: string, options: CallOptions = {}): Promise<ServiceClient> {
  const calls = new ServiceCalls(url, options);
  await serviceInfo(calls);
  return new RemoteService(calls);
}

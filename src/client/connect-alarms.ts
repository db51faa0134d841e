import type { AlarmClient } from './alarm-client.ts';
import { RemoteAlarms } from './remote-alarms.ts';
import { type CallOptions, ServiceCalls } from './service-calls.ts';
import { serviceInfo } from './service-info.ts';

/**
 * Connects to the alarms of a Pulsebase service; works in browsers too. Calls are retried where that is safe.
 *
 * @param url `https://host:port`, also with a path in front of `/v1`, and with a key: `https://KEY@host`.
 * @throws PulsebaseError such as `INVALID_ARGUMENT`, `CONNECTION_FAILED`, `AUTHENTICATION_FAILED`.
 */
export async function connectAlarms(url: string, options: CallOptions = {}): Promise<AlarmClient> {
  const calls = new ServiceCalls(url, options);
  await serviceInfo(calls);
  return new RemoteAlarms(calls);
}

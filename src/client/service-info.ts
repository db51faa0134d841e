import type { ServiceInfo } from '../api/schemas/answers.ts';
import type { ServiceCalls } from './service-calls.ts';

/** What a service says of itself. @throws PulsebaseError `CONNECTION_FAILED` where none answers. */
export async function serviceInfo(calls: ServiceCalls): Promise<ServiceInfo> {
  const info = await calls.json<ServiceInfo>({ path: '/v1', isRepeatable: true });
  if (typeof info.engine !== 'string') throw calls.foreign('answered');
  return info;
}

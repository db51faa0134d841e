import type { AlarmClient } from '../client/alarm-client.ts';
import { RemoteAlarms } from '../client/remote-alarms.ts';
import type { CommandContext } from './command-context.ts';
import { serviceCallsOf } from './service-calls-of.ts';

/** The alarms of the service that a command asks. @throws PulsebaseError `INVALID_ARGUMENT` when --store is not a service. */
export async function alarmsOf(context: CommandContext): Promise<AlarmClient> {
  return new RemoteAlarms(await serviceCallsOf(context));
}

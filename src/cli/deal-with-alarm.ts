import type { Alarm } from '../api/schemas/alarms.ts';
import { alarmLines } from './alarm-lines.ts';
import type { CommandContext } from './command-context.ts';
import { serviceCallsOf } from './service-calls-of.ts';

/** Tells the service what somebody does about an alarm, and prints the alarm as it is then. */
export async function dealWith(
  context: CommandContext,
  id: string,
  what: 'acknowledge' | 'snooze' | 'close',
  options: object = {},
): Promise<void> {
  const calls = await serviceCallsOf(context);
  const alarm = await calls.json<Alarm>({
    method: 'POST',
    path: `/v1/alarms/${encodeURIComponent(id)}/${what}`,
    ...(what === 'acknowledge'
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(options) }),
    signal: context.signal,
    isRepeatable: true,
  });
  await context.print(alarm, () => alarmLines([alarm]));
}

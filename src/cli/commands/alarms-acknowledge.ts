import type { Command } from 'commander';
import { alarmLines } from '../alarm-lines.ts';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';

export function defineAlarmsAcknowledge(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'the alarm')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase alarms acknowledge 6b9f4c1e-0f0a-4bb8-9a51-6c2b6f8f7d02

The first to acknowledge an alarm is kept. The key needs the scope write.`,
    )
    .action((id: string) => acknowledge(context, id));
}

async function acknowledge(context: CommandContext, id: string): Promise<void> {
  const alarm = await (await alarmsOf(context)).acknowledgeAlarm(id, { signal: context.signal });
  await context.print(alarm, () => alarmLines([alarm]));
}

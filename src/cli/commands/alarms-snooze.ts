import type { Command } from 'commander';
import { alarmLines } from '../alarm-lines.ts';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';

export function defineAlarmsSnooze(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'the alarm')
    .requiredOption('--until <time>', 'until when nothing is told of its rule and user, ISO 8601')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase alarms snooze 6b9f4c1e-0f0a-4bb8-9a51-6c2b6f8f7d02 --until 2026-11-27T18:00:00Z

An alarm of a higher severity is told all the same. An instant in the past ends it. The key needs the scope write.`,
    )
    .action((id: string, { until }: { readonly until: string }) => snooze(context, id, until));
}

async function snooze(context: CommandContext, id: string, until: string): Promise<void> {
  const alarm = await (await alarmsOf(context)).snoozeAlarm(id, until, { signal: context.signal });
  await context.print(alarm, () => alarmLines([alarm]));
}

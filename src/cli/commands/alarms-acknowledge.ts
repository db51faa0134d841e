import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { dealWith } from '../deal-with-alarm.ts';

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
    .action((id: string) => dealWith(context, id, 'acknowledge'));
}

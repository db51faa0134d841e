import type { Command } from 'commander';
import { checkAlarms } from '../check-alarms.ts';
import type { CommandContext } from '../command-context.ts';

export function defineAlarmsRepair(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase alarms repair

Evaluates everybody anew whose alarms differ from the raw readings; the report says what was found. Webhooks and streams
are told what changes. The key needs the scope admin.`,
    )
    .action(async () => {
      await checkAlarms(context, 'repair');
    });
}

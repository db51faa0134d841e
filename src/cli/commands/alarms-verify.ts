import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { checkAlarms } from '../check-alarms.ts';
import type { CommandContext } from '../command-context.ts';

export function defineAlarmsVerify(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase alarms verify
  pulsebase alarms verify --json | jq .ok

Finds all alarms anew from the raw readings and compares. Exit code 1 when any differs; pulsebase alarms repair mends
it. The key needs the scope admin.`,
    )
    .action(() => verify(context));
}

async function verify(context: CommandContext): Promise<void> {
  const { ok } = await checkAlarms(context, 'verify');
  if (ok) return;
  await context.out.flush();
  throw new PulsebaseError('STORE_DAMAGED', 'alarms differ from the readings; pulsebase alarms repair mends them');
}

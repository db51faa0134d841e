import type { Command } from 'commander';
import { alarmLines } from '../alarm-lines.ts';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';

export function defineAlarmsClose(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'the alarm')
    .option('--note <text>', 'what was found or done')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase alarms close 6b9f4c1e-0f0a-4bb8-9a51-6c2b6f8f7d02 --note "called; well"

It goes on being brought up to date. The key needs the scope write.`,
    )
    .action((id: string, { note }: { readonly note?: string }) => close(context, id, note));
}

async function close(context: CommandContext, id: string, note: string | undefined): Promise<void> {
  const alarm = await (await alarmsOf(context)).closeAlarm(id, note, { signal: context.signal });
  await context.print(alarm, () => alarmLines([alarm]));
}

import type { Command } from 'commander';
import { describeSettings } from '../../config/describe-settings.ts';
import type { CommandContext } from '../command-context.ts';
import { table } from '../format/table.ts';

export function defineConfig(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase config
  DATABASE_URL=chdb:/data/heart pulsebase config --json

Settings come from the environment and a .env file. Passwords are hidden.`,
    )
    .action(() => config(context));
}

async function config(context: CommandContext): Promise<void> {
  const settings = await context.host.loadSettings();
}

import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { COMMANDS, GROUPS } from './command-list.ts';
import { PulsebaseCommand } from './pulsebase-command.ts';
import { readVersion } from './read-version.ts';

/** Assembles the program. A command's options and code are loaded only when it is called. */
export function buildProgram(context: CommandContext): Command {
  const program = new PulsebaseCommand('pulsebase')
    .description('A heart-rate store with exact, millisecond answers.')
    .option('--store <url>', 'the store, such as chdb:./pulsebase-data; overrides DATABASE_URL')
    .option('--json', 'print JSON for machines; errors are JSON as well')
    .option('--verbose', 'show the stack trace of an error')
    .option('--quiet', 'no progress and no timings; results and final counts are always printed')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command...]', 'show help for a command')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => void context.out.write(text), writeErr: () => {} })
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  pulsebase demo
  pulsebase generate --users 100 --readings 2500000
  pulsebase import heart.csv.gz --timezone Europe/Berlin --rejects rejected.csv
  pulsebase query users --min-age 24 --gender male --min-heart-rate 60 --from 2023-01-01 --to 2024-01-01
  pulsebase query top --user-id 99 --from 2023-01-01 --to 2024-01-01 --json

Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted. Results go to stdout, errors to stderr in one line.`,
    );
  const groups = new Map<string, Command>(
    GROUPS.map(({ name, summary }) => [name, program.command(name).description(summary).helpCommand(false)]),
  );
  for (const { group, name, summary, load } of COMMANDS) {
    const parent = (group === undefined ? undefined : groups.get(group)) ?? program;
    const command = new PulsebaseCommand(name);
    command.copyInheritedSettings(parent).summary(summary).description(summary);
    command.defineLater(async () => (await load())(command, context));
    parent.addCommand(command);
  }
  return program;
}

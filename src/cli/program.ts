import { Command, CommanderError, type HelpContext, type OptionValueSource } from 'commander';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import type { CommandContext } from './command-context.ts';
import { COMMANDS, GROUPS } from './command-list.ts';
import { EXIT_OK, EXIT_WRONG_USE } from './exit-code.ts';
import { readVersion } from './read-version.ts';

/** Puts the program together. A command's options and code are loaded when it is the one that was called. */
export function buildProgram(context: CommandContext): Command {
  const program = new PulsebaseCommand('pulsebase')
    .description('A heart-rate store with exact, millisecond answers.')
    .option('--store <url>', 'the store, such as chdb:./pulsebase-data; goes before DATABASE_URL')
    .option('--json', 'print JSON for machines; errors are JSON as well')
    .option('--verbose', 'show the stack of an error')
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
    GROUPS.map(({ name, summary }) => [name, program.command(name).description(summary)]),
  );
  for (const { group, name, summary, load } of COMMANDS) {
    const parent = (group === undefined ? undefined : groups.get(group)) ?? program;
    const command = parent.command(name).summary(summary).description(summary);
    parent.hook('preSubcommand', async (_, called) => {
      if (called === command) (await load())(command, context);
    });
  }
  return program;
}

class PulsebaseCommand extends Command {
  override createCommand(name?: string): Command {
    return new PulsebaseCommand(name);
  }

  /** Of two values of one option, the parser would keep the later and pass over the other in silence. */
  override setOptionValueWithSource(key: string, value: unknown, source: OptionValueSource): this {
    const before: unknown = this.getOptionValue(key);
    const isSecond = source === 'cli' && this.getOptionValueSource(key) === 'cli';
    // Options that collect their values are given as the list so far.
    if (isSecond && value !== before && !Array.isArray(value)) {
      const option = this.options.find((known) => known.attributeName() === key)?.long ?? key;
      throw new PulsebaseError(
        'INVALID_ARGUMENT',
        `${option} is given twice, as ${showValue(before)} and as ${showValue(value)}; give it once`,
        { field: option },
      );
    }
    return super.setOptionValueWithSource(key, value, source);
  }

  /** Called without a command: the program shows its help, a group names its commands. */
  override help(context?: HelpContext | ((text: string) => string)): never {
    const isError = typeof context === 'object' && context.error;
    if (!isError || this.parent === null) {
      this.outputHelp();
      throw new CommanderError(EXIT_OK, 'pulsebase.help', '');
    }
    const names = this.commands.map((command) => command.name()).join(', ');
    const group = `pulsebase ${this.name()}`;
    throw new CommanderError(
      EXIT_WRONG_USE,
      'pulsebase.missingCommand',
      `${group} needs one of ${names}; see ${group} --help`,
    );
  }
}

import { CommanderError } from 'commander';
import { CommandContext } from './command-context.ts';
import { GROUPS } from './command-list.ts';
import { errorFormOf } from './error-line.ts';
import { EXIT_OK, exitCodeOf } from './exit-code.ts';
import type { Host } from './host.ts';
import { OutputClosed } from './output.ts';
import { buildProgram } from './program.ts';

/** Runs one command line and returns the exit code; all output has been flushed when it settles. */
export async function runCli(args: readonly string[], host: Host): Promise<number> {
  const context: CommandContext = new CommandContext(host, () => program.opts(), errorFormOf(args));
  const program = buildProgram(context);
  const exitCode = await run(context, () => program.parseAsync(withHelpOption(args), { from: 'user' }));
  const flushed = await run(context, () => context.out.flush());
  return exitCode === EXIT_OK ? flushed : exitCode;
}

async function run(context: CommandContext, work: () => Promise<unknown>): Promise<number> {
  try {
    await work();
    return EXIT_OK;
  } catch (error) {
    // Help and version are thrown too; and a reader that stops reading is not a failure.
    if (error instanceof OutputClosed) return EXIT_OK;
    const exitCode = exitCodeOf(error, context.signal);
    if (exitCode !== EXIT_OK || !(error instanceof CommanderError)) context.tellError(error);
    return exitCode;
  }
}

/** `help query users` and `query help users` are `query users --help`: the parser handles only one level of commands there. */
function withHelpOption(args: readonly string[]): readonly string[] {
  const at = GROUPS.some(({ name }) => name === args[0]) ? 1 : 0;
  return ['help', '--help', '-h'].includes(args[at] ?? '') ? [...args.toSpliced(at, 1), '--help'] : args;
}

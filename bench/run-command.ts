/** A command that measures something. */
export interface BenchCommand<Options, Result extends { readonly wrongAnswers: readonly string[] }> {
  /** How it is called without npm, such as `node bench/bench.ts`. */
  readonly name: string;
  readonly usage: string;
  /** @throws Error with one line that says what is wrong with the command line. */
  readOptions(args: readonly string[]): Options;
  run(options: Options, command: string, log: (line: string) => void): Promise<Result>;
  /** Writes the result; gives what people read. */
  write(result: Result, options: Options): string;
}

/**
 * Runs a command and gives its exit code: 1 when an answer was wrong or the run failed, 2 for a wrong command line. Progress
 * goes to stderr, what was found to stdout.
 */
export async function runCommand<Options, Result extends { readonly wrongAnswers: readonly string[] }>(
  command: BenchCommand<Options, Result>,
  args: readonly string[],
): Promise<number> {
  // Processes that were started get the interruption too; the run then fails, and tidies up behind itself.
  process.on('SIGINT', () => console.error('interrupted'));
  if (args.includes('--help')) {
    console.log(command.usage);
    return 0;
  }
  let options: Options;
  try {
    options = command.readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${command.usage}`);
    return 2;
  }
  const started = performance.now();
  const log = (line: string) =>
    console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  let result: Result;
  try {
    result = await command.run(options, [command.name, ...args].join(' '), log);
  } catch (error) {
    console.error('the run failed:', error);
    return 1;
  }
  console.log(command.write(result, options));
  for (const fault of result.wrongAnswers) console.error(`wrong answer: ${fault}`);
  return result.wrongAnswers.length === 0 ? 0 : 1;
}

import type { Command } from 'commander';
import { generateReadings } from '../../generator/generate-readings.ts';
import { generateUsers } from '../../generator/generate-users.ts';
import { PRESETS, type PresetName } from '../../generator/presets.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { countDifferingUsers } from '../../store/count-differing-users.ts';
import { choiceOption } from '../choice-option.ts';
import type { CommandContext } from '../command-context.ts';
import { formatCount, formatNumberOf } from '../format/numbers.ts';
import { integer } from '../option-values.ts';
import { committedRows, receiptCounts, receiptLines } from '../receipt-report.ts';
import { requireEmpty } from '../require-empty.ts';
import { isUntouched, watchedLoad } from '../watched-load.ts';

interface Options {
  readonly preset?: PresetName;
  readonly users?: number;
  readonly readings?: number;
  readonly seed?: number;
  readonly from?: string;
  readonly to?: string;
  readonly intoExisting?: boolean;
}

export function defineGenerate(command: Command, context: CommandContext): void {
  const presets = Object.keys(PRESETS) as PresetName[];
  command
    .option('--users <n>', 'how many users; their ids run from 1', integer('--users', { min: 1 }))
    .option('--readings <n>', 'how many readings, all users together', integer('--readings', { min: 1 }))
    .addOption(choiceOption('--preset <size>', 'users and readings of a known size', presets))
    .option('--seed <n>', 'the same seed gives the same data (default: 42)', integer('--seed', { min: 0 }))
    .option('--from <time>', 'start of the period (default: 2023-01-01)')
    .option('--to <time>', 'end of the period, exclusive (default: 2024-01-01)')
    .option('--into-existing', 'also into a store that holds something; its users with the same ids are replaced')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase generate --users 100 --readings 2500000
  pulsebase generate --preset 60m --store chdb:/data/large
  pulsebase generate --users 10 --readings 100000 --seed 7 --from 2024-03-01 --to 2024-04-01

A store that holds users or readings is refused, so that nobody's data are mixed with generated ones, unless
--into-existing is given: then it says how many users it replaces. An interrupted run leaves a consistent store; run it
again with --into-existing to complete it.`,
    )
    .action((options: Options) => generate(context, options));
}

async function generate(context: CommandContext, options: Options): Promise<void> {
  const preset = options.preset === undefined ? undefined : PRESETS[options.preset];
  const users = options.users ?? preset?.users;
  const readings = options.readings ?? preset?.readings;
  if (users === undefined || readings === undefined) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'name --users and --readings, or a --preset');
  }
  const { seed, from, to } = options;
  const plan = {
    users,
    readings,
    ...(seed === undefined ? {} : { seed }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const people = () => generateUsers({ users, ...(seed === undefined ? {} : { seed }) });
  // Both check the plan when created, so do that before the store is opened.
  people();
  const blocks = generateReadings(plan);
  await context.withStoreOrNew(async (store) => {
    if (options.intoExisting !== true) await requireEmpty(store);
    const usersReplaced = await countDifferingUsers(store.listUsers(), people());
    if (usersReplaced > 0)
      context.warn(`replacing ${formatNumberOf(usersReplaced, 'user')} of the store by generated ones`);
    let rows = 0;
    const { receipt, ms, failure } = await context.withProgress(
      () => ({ label: rows < readings ? 'generating' : 'finishing roll-ups', done: rows, total: readings, rows }),
      (bar) =>
        watchedLoad(
          context.signal,
          'what was written of them is kept; run it again with --into-existing to complete it',
          (sofar) => {
            rows = committedRows(sofar);
            bar.tick();
          },
          async (watch) => {
            await store.importUsers(people(), { signal: context.signal, replace: true });
            return store.ingest(blocks, watch);
          },
        ),
    );
    await context.print({ users, usersReplaced, ...receiptCounts(receipt, ms) }, () =>
      isUntouched(receipt, failure) ? [] : [`${formatCount(users)} users`, ...receiptLines(receipt, ms)],
    );
    await context.out.flush();
    if (failure !== undefined) throw failure;
  });
}

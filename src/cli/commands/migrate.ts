import type { Command } from 'commander';
import { adoptStore } from '../../adopt-store.ts';
import type { AdoptionReport } from '../../store/adoption.ts';
import type { CommandContext } from '../command-context.ts';
import { formatCount } from '../format/numbers.ts';
import { table } from '../format/table.ts';
import { RejectsFile } from '../rejects-file.ts';
import { storeOptions } from '../store-options.ts';
import { withShareDone } from '../with-share-done.ts';

interface Options {
  readonly adopt?: boolean;
  readonly rejects?: string;
}

export function defineMigrate(command: Command, context: CommandContext): void {
  command
    .option('--adopt', 'build a store from the tables users and heart_rates of the plain SQL schema in this database')
    .option('--rejects <file>', 'with --adopt: write all rejected readings to this CSV file')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase migrate
  pulsebase migrate --adopt --store postgresql://user@localhost/health

Every command upgrades the schema to its own version when it opens a store; this one does only that. --adopt renames the
tables users and heart_rates to mission_users and mission_heart_rates, which stay as they are, and copies users and
readings into a store beside them. Interrupted, it goes on where it was when it is run again; once done, it changes
nothing more.`,
    )
    .action((options: Options) => (options.adopt === true ? adopt(context, options) : migrate(context)));
}

async function migrate(context: CommandContext): Promise<void> {
  await context.withStoreOrNew(async (store) => {
    const { engine, engineVersion, schemaVersion } = await store.stats();
    await context.print({ engine, engineVersion, schemaVersion }, () => [
      `${engine} ${engineVersion}: the schema has version ${schemaVersion}`,
    ]);
  });
}

async function adopt(context: CommandContext, { rejects }: Options): Promise<void> {
  const settings = await context.settings();
  const file = rejects === undefined ? undefined : new RejectsFile(rejects);
  try {
    const report = await withShareDone(context, 'copying readings', (watch) =>
      adoptStore(
        context.globals.store ?? settings.databaseUrl,
        storeOptions(settings, (message) => context.warn(message)),
        { ...watch, onRejected: (rejections) => file?.add('heart_rates', rejections) },
      ),
    );
    // Rows that an earlier run rejected are in that run's file.
    if (report.readings.rejected === 0) file?.begin();
    await context.print(report, () => [...reportLines(report), ...context.timing('adopted')]);
  } finally {
    file?.close();
  }
}

function reportLines({ users, readings }: AdoptionReport): string[] {
  const rows: [string, number][] = [
    ['users', users.inserted + users.updated + users.unchanged],
    ['  of unknown gender now', users.unknownGenders],
    ['  without an age now', users.withoutAge],
    ['readings', readings.read],
    ['  inserted', readings.inserted],
    ['  updated', readings.updated],
    ['  unchanged', readings.unchanged],
    ['  rejected', readings.rejected],
    ...Object.entries(readings.rejectedByReason).map(([reason, count]): [string, number] => [`    ${reason}`, count]),
  ];
  const [, ...lines] = table(
    [{ title: '' }, { title: '', right: true }],
    rows.map(([name, count]) => [name, formatCount(count)]),
  );
  return lines;
}

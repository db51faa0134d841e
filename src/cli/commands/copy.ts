import type { Command } from 'commander';
import { embedsStore } from '../../engines/registry.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showStoreUrl } from '../../show-store-url.ts';
import { type CopyReport, copyStore } from '../../store/copy-store.ts';
import type { Store } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';
import { formatCount, formatNumberOf } from '../format/numbers.ts';
import { localServiceUrl } from '../local-service-url.ts';

interface Options {
  readonly from: string;
  readonly to: string;
  readonly replaceUsers?: boolean;
}

export function defineCopy(command: Command, context: CommandContext): void {
  command
    .requiredOption('--from <url>', 'store to read from; it must not change meanwhile')
    .requiredOption('--to <url>', 'store to write to; what it holds already is kept')
    .option('--replace-users', 'replace users of the target who differ from users of the source with the same ids')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase copy --from chdb:./pulsebase-data --to clickhouse://user:password@host1,host2/pulsebase?cluster=main
  pulsebase copy --from postgresql://localhost/pulsebase --to chdb:./pulsebase-data

Copies all users and readings. What the target holds already is left out, so a copy that broke off is run again and goes
on where it was. Users of the target who differ from those of the source with the same ids may be other people, whose
readings would be mixed: then nothing is copied, unless --replace-users says that they are the same. In the end both stores
are compared month by month; exit code 1 when they differ (COPY_DIFFERS). A process opens one embedded store at a time:
to copy from one to another, serve one of them and name its service.`,
    )
    .action((options: Options) => copy(context, options));
}

async function copy(context: CommandContext, { from, to, replaceUsers }: Options): Promise<void> {
  if (context.globals.store !== undefined) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'a copy is from --from to --to; leave --store out', {
      field: '--store',
    });
  }
  if (from === to) {
    throw new PulsebaseError('INVALID_ARGUMENT', '--from and --to name the same store', { field: 'to' });
  }
  if (embedsStore(from) && embedsStore(to)) {
    throw new PulsebaseError(
      'UNSUPPORTED',
      `a process opens one embedded store at a time, and --from and --to both name one; serve one of them (pulsebase serve --store URL) and name its service instead: --from ${localServiceUrl(await context.settings())}`,
    );
  }
  const copyFrom = (source: Store) => async (target: Store) => {
    let [done, total] = [0, 0];
    const progress = () => ({ label: 'copying', done, total, rows: done });
    return context.withProgress(progress, (bar) =>
      copyStore(source, target, {
        signal: context.signal,
        replaceUsers: replaceUsers === true,
        onProgress: (count, of) => {
          [done, total] = [count, of];
          bar.tick();
        },
      }),
    );
  };
  const report = await context.withStore(
    (source) => context.withStoreOrNew(copyFrom(source), { url: to, option: '--to' }),
    { url: from, option: '--from' },
  );
  await context.print(reportJson(report), () => [...reportLines(report), ...context.timing('copied')]);
  if (report.differing.length === 0 && report.readings.rejected === 0 && report.users.rejected === 0) return;
  await context.out.flush();
  throw new PulsebaseError(
    'COPY_DIFFERS',
    report.differing.length === 0
      ? `the target rejected ${formatNumberOf(report.readings.rejected + report.users.rejected, 'row')}: its settings (MIN_HEART_RATE, MAX_HEART_RATE) differ from those of the source; align them and run the copy again`
      : `the stores differ in ${formatNumberOf(report.differing.length, 'month')} (${report.differing.slice(0, 3).join(', ')}): either ${showStoreUrl(from)} was written to meanwhile: run the copy again; or the target holds readings of these users that the source lacks: those are kept`,
  );
}

function reportJson({ users, readings, ...rest }: CopyReport): unknown {
  const counts = ({ read, inserted, updated, unchanged, rejected }: CopyReport['users']) => ({
    read,
    inserted,
    updated,
    unchanged,
    rejected,
  });
  return { users: counts(users), readings: counts(readings), ...rest };
}

function reportLines({ users, readings, months, monthsHeldBefore, differing }: CopyReport): string[] {
  return [
    `users: ${formatCount(users.inserted)} new, ${formatCount(users.updated)} updated, ${formatCount(users.unchanged)} there already`,
    `readings: ${formatCount(readings.inserted)} new, ${formatCount(readings.updated)} updated, ${formatCount(readings.unchanged)} there already`,
    `months: ${formatCount(months)}, of which ${formatCount(monthsHeldBefore)} were there already`,
    differing.length === 0
      ? 'compared: every user has the same readings a month in both stores, by count and sum'
      : `compared: ${formatNumberOf(differing.length, 'month')} ${differing.length === 1 ? 'differs' : 'differ'}`,
  ];
}

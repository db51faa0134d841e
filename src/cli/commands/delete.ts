import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { UserRef } from '../../model/user-ref.ts';
import { requireWindow } from '../../window/window.ts';
import { announceUsers } from '../announce-users.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { countReadings } from '../count-readings.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { readIdsFile } from '../ids-file.ts';
import { openWindow } from '../open-window.ts';
import { userIds as parseUserIds, userRefs } from '../option-values.ts';

interface Options {
  readonly userIds?: readonly number[];
  readonly users?: readonly UserRef[];
  readonly usersFile?: string;
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function defineDelete(command: Command, context: CommandContext): void {
  command
    .option('--user-ids <ids...>', 'only readings of these users; may be repeated', parseUserIds('--user-ids'))
    .option('--users <users...>', 'the same by external ids, or by ids where no user has that', userRefs('--users'))
    .option('--users-file <file>', 'only readings of the users in this file: one id a line, or CSV with a column id')
    .option('--from <time>', 'only from this instant on, ISO 8601; without an offset it is UTC')
    .option('--to <time>', 'only up to this instant, inclusive')
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase delete --user-ids 7 8 --from 2023-03-01 --to 2023-03-31T23:59:59.999Z --yes
  pulsebase delete --users P-0012 P-0013 --dry-run
  pulsebase delete --users-file withdrawn.csv --dry-run
  pulsebase delete --to 2020-01-01 --yes

Deletes readings and keeps the users (pulsebase users delete takes both). Name users, a period, or both. Before it
asks, it says how many users are named and how many of them are unknown to the store; exit code 1 when all are. A
file of users in which anything is in doubt is refused as a whole: a cell that is not an id in plain digits, a column
without a name, rows wider than the header, several cells without a header.`,
    )
    .action((options: Options) => deleteReadings(context, options));
}

async function deleteReadings(context: CommandContext, options: Options): Promise<void> {
  const { userIds, users, usersFile, from, to, dryRun, yes } = options;
  const areUsersNamed = userIds !== undefined || users !== undefined || usersFile !== undefined;
  if (!areUsersNamed && from === undefined && to === undefined) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      'name the readings to delete: --user-ids, --users, --users-file, --from or --to',
    );
  }
  const window = openWindow(options);
  requireWindow(window);
  const fromFile = usersFile === undefined ? [] : await readIdsFile(usersFile);
  const refs = areUsersNamed ? [...(userIds ?? []), ...(users ?? []), ...fromFile] : undefined;
  await context.withStore(async (store) => {
    const { ids = undefined, ...named } = refs === undefined ? {} : await announceUsers(context, store, refs);
    if (dryRun === true) {
      const readings = await countReadings(store, window, ids);
      await context.print({ dryRun, readings, ...named }, () => [
        `would delete ${formatNumberOf(readings, 'reading')} (dry run, nothing deleted)`,
      ]);
      return;
    }
    await confirm(context, deed(refs, options), yes);
    const readings = await store.deleteReadings({
      ...(ids === undefined ? {} : { userIds: ids }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    await context.print({ readings, ...named }, () => [`deleted ${formatNumberOf(readings, 'reading')}`]);
  });
}

function deed(refs: readonly UserRef[] | undefined, { from, to }: Options): string {
  const users = new Set(refs);
  const whose = refs === undefined ? 'all users' : users.size === 1 ? `user ${refs[0]}` : `${users.size} users`;
  const since = from === undefined ? '' : ` from ${from}`;
  const until = to === undefined ? '' : ` up to ${to}`;
  return `delete the readings of ${whose}${since}${until}`;
}

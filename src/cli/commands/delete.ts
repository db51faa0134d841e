import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { UserRef } from '../../model/user-ref.ts';
import { countReadings } from '../../store/count-readings.ts';
import { requireWindow } from '../../window/window.ts';
import { announceUsers } from '../announce-users.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { readIdsFile } from '../ids-file.ts';
import { openWindow } from '../open-window.ts';
import { type UsersOptions, usersGiven, usersOption } from '../users-option.ts';
import { windowInWords } from '../window-in-words.ts';

interface Options extends UsersOptions {
  readonly usersFile?: string;
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function defineDelete(command: Command, context: CommandContext): void {
  usersOption(command)
    .option(
      '--users-file <file>',
      'only readings of the users in this file: one id a line, or CSV with a column id or external_id',
    )
    .option(
      '--from <time>',
      'only from this instant on, ISO 8601; without an offset it is UTC, a date alone is its midnight',
    )
    .option('--to <time>', 'only up to this instant, inclusive; a date alone is its midnight, not its last instant')
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase delete --user-id 7 --from 2023-03-31 --to 2023-03-31T23:59:59.999Z --yes
  pulsebase delete --user-ids 7 8 --from 2023-03-01 --to 2023-03-31T23:59:59.999Z --yes
  pulsebase delete --users P-0012 P-0013 --dry-run
  pulsebase delete --users-file withdrawn.csv --dry-run
  pulsebase delete --to 2020-01-01 --yes

Deletes readings and keeps the users (pulsebase users delete takes both). Name users, a period, or both. A date alone is
its midnight: --from 2023-03-31 --to 2023-03-31 is one instant, not a day. The period that was used is printed. Before it
asks, it says how many users are named and how many of them are unknown to the store; exit code 1 when all are. A
file of users in which anything is in doubt is refused as a whole: a cell that is not an id in plain digits, a column
without a name, rows wider than the header, several cells without a header.`,
    )
    .action((options: Options) => deleteReadings(context, options));
}

async function deleteReadings(context: CommandContext, options: Options): Promise<void> {
  const { usersFile, from, to, dryRun, yes } = options;
  const given = usersGiven(options);
  const areUsersNamed = given !== undefined || usersFile !== undefined;
  if (!areUsersNamed && from === undefined && to === undefined) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      'name the readings to delete: --user-id, --user, --user-ids, --users, --users-file, --from or --to',
    );
  }
  const window = openWindow(options);
  const used = windowInWords(options, requireWindow(window));
  const fromFile = usersFile === undefined ? [] : await readIdsFile(usersFile);
  const refs = areUsersNamed ? [...(given ?? []), ...fromFile] : undefined;
  await context.withStore(async (store) => {
    const { ids = undefined, ...named } = refs === undefined ? {} : await announceUsers(context, store, refs);
    if (dryRun === true) {
      const readings = await countReadings(store, window, ids);
      await context.print({ dryRun, readings, ...used.ends, ...named }, () => [
        `would delete ${formatNumberOf(readings, 'reading')}${used.words} (dry run, nothing deleted)`,
      ]);
      return;
    }
    await confirm(context, `delete the readings of ${whose(refs)}${used.words}`, yes);
    const readings = await store.deleteReadings({
      ...(ids === undefined ? {} : { userIds: ids }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    await context.print({ readings, ...used.ends, ...named }, () => [
      `deleted ${formatNumberOf(readings, 'reading')}${used.words}`,
    ]);
  });
}

function whose(refs: readonly UserRef[] | undefined): string {
  if (refs === undefined) return 'all users';
  const { size } = new Set(refs);
  return size === 1 ? `user ${refs[0]}` : `${size} users`;
}

import type { Command } from 'commander';
import type { UserRef } from '../../model/user-ref.ts';
import { countReadings } from '../../store/count-readings.ts';
import { announceUsers } from '../announce-users.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { openWindow } from '../open-window.ts';
import { usersOrIds } from '../option-values.ts';

interface Options {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function defineUsersDelete(command: Command, context: CommandContext): void {
  command
    .argument('<ids...>', 'external ids of the users, or ids where no user has that', usersOrIds('ID'))
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase users delete 99 --yes
  pulsebase users delete P-0012 P-0013 --dry-run
  pulsebase users delete 7 8 9 --yes --json

Deletes the users with all their readings. Before it asks, it says how many are named and how many of them are unknown
to the store; those are ignored; exit code 1 when all are.`,
    )
    .action((users: readonly UserRef[], options: Options) => deleteUsers(context, users, options));
}

async function deleteUsers(context: CommandContext, users: readonly UserRef[], options: Options): Promise<void> {
  await context.withStore(async (store) => {
    const { ids, ...named } = await announceUsers(context, store, users);
    const whom = named.named === 1 ? `user ${users[0]}` : formatNumberOf(named.named, 'user');
    if (options.dryRun === true) {
      const known = named.named - named.unknown;
      const readings = await countReadings(store, openWindow({}), ids);
      await context.print({ dryRun: true, users: known, readings, ...named }, () => [
        `would delete ${whatOf(known, readings)} (dry run, nothing deleted)`,
      ]);
      return;
    }
    await confirm(context, `delete ${whom} with all readings`, options.yes);
    const deleted = await store.deleteUsers(ids);
    await context.print({ ...deleted, ...named }, () => [`deleted ${whatOf(deleted.users, deleted.readings)}`]);
  });
}

function whatOf(users: number, readings: number): string {
  return `${formatNumberOf(users, 'user')} and ${formatNumberOf(readings, 'reading')}`;
}

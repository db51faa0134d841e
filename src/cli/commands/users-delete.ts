import type { Command } from 'commander';
import { announceUsers } from '../announce-users.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { countReadings } from '../count-readings.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { openWindow } from '../open-window.ts';
import { userIds } from '../option-values.ts';

interface Options {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function defineUsersDelete(command: Command, context: CommandContext): void {
  command
    .argument('<ids...>', 'ids of the users', userIds('ID'))
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase users delete 99 --yes
  pulsebase users delete 7 8 9 --yes --json

Deletes the users with all their readings. Before it asks, it says how many are named and how many of them are unknown
to the store; those are ignored; exit code 1 when all are.`,
    )
    .action((ids: readonly number[], options: Options) => deleteUsers(context, ids, options));
}

async function deleteUsers(context: CommandContext, ids: readonly number[], options: Options): Promise<void> {
  const distinct = [...new Set(ids)];
  const whom = distinct.length === 1 ? `user ${distinct[0]}` : formatNumberOf(distinct.length, 'user');
  await context.withStore(async (store) => {
    const named = await announceUsers(context, store, ids);
    if (options.dryRun === true) {
      const users = named.named - named.unknown;
      const readings = await countReadings(store, openWindow({}), distinct);
      await context.print({ dryRun: true, users, readings, ...named }, () => [
        `would delete ${whatOf(users, readings)} (dry run, nothing deleted)`,
      ]);
      return;
    }
    await confirm(context, `delete ${whom} with all readings`, options.yes);
    const deleted = await store.deleteUsers(distinct);
    await context.print({ ...deleted, ...named }, () => [`deleted ${whatOf(deleted.users, deleted.readings)}`]);
  });
}

function whatOf(users: number, readings: number): string {
  return `${formatNumberOf(users, 'user')} and ${formatNumberOf(readings, 'reading')}`;
}

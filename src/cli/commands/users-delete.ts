import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { userIds } from '../option-values.ts';

interface Options {
  readonly yes?: boolean;
}

export function defineUsersDelete(command: Command, context: CommandContext): void {
  command
    .argument('<ids...>', 'ids of the users', userIds('ID'))
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase users delete 99 --yes
  pulsebase users delete 7 8 9 --yes --json

Deletes the users with all their readings. Ids that are no users are passed over; the counts tell.`,
    )
    .action((ids: readonly number[], options: Options) => deleteUsers(context, ids, options));
}

async function deleteUsers(context: CommandContext, ids: readonly number[], { yes }: Options): Promise<void> {
  const distinct = [...new Set(ids)];
  const whom = distinct.length === 1 ? `user ${distinct[0]}` : formatNumberOf(distinct.length, 'user');
  await confirm(context, `delete ${whom} with all readings`, yes);
  await context.withStore(async (store) => {
    const deleted = await store.deleteUsers(distinct);
    await context.print(deleted, () => [
      `deleted ${formatNumberOf(deleted.users, 'user')} and ${formatNumberOf(deleted.readings, 'reading')}`,
    ]);
  });
}

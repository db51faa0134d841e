import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { CommandContext } from '../command-context.ts';
import { userId } from '../option-values.ts';
import { userTable } from './users-list.ts';

export function defineUsersGet(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'id of the user', userId('ID'))
    .addHelpText(
      'after',
      `
Examples:
  pulsebase users get 99
  pulsebase users get 99 --json`,
    )
    .action((id: number) => getUser(context, id));
}

async function getUser(context: CommandContext, id: number): Promise<void> {
  await context.withStore(async (store) => {
    const user = await context.unlessInterrupted(store.getUser(id));
    if (user === undefined) {
      throw new PulsebaseError('USER_NOT_FOUND', `no user has the id ${id}; pulsebase users list shows all`, {
        field: 'userId',
      });
    }
    await context.print(user, () => userTable([user]));
  });
}

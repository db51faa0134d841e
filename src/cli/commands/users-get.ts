import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { describeNobody } from '../../model/user-not-found.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { CommandContext } from '../command-context.ts';
import { userRef } from '../option-values.ts';
import { userTable } from './users-list.ts';

export function defineUsersGet(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'external id of the user, or the id where no user has that', userRef('ID'))
    .addHelpText(
      'after',
      `
Examples:
  pulsebase users get 99
  pulsebase users get P-0012
  pulsebase users get 99 --json`,
    )
    .action((user: UserRef) => getUser(context, user));
}

async function getUser(context: CommandContext, ref: UserRef): Promise<void> {
  await context.withStore(async (store) => {
    const user = await context.unlessInterrupted(store.getUser(ref));
    if (user === undefined) {
      throw new PulsebaseError('USER_NOT_FOUND', `${describeNobody(ref)}; pulsebase users list shows all`, {
        field: 'user',
      });
    }
    await context.print(user, () => userTable([user]));
  });
}

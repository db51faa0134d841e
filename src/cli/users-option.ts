import type { Command } from 'commander';
import type { UserRef } from '../model/user-ref.ts';
import { userIds, userRefs } from './option-values.ts';
import { type UserOptions, userOption } from './user-option.ts';

/** What {@link usersOption} adds to the options of a command. */
export interface UsersOptions extends UserOptions {
  readonly userIds?: readonly number[] | undefined;
  readonly users?: readonly UserRef[] | undefined;
}

/** Adds the options that name users, one or several. */
export function usersOption(command: Command): Command {
  return userOption(command)
    .option('--user-ids <ids...>', 'several users by ids; may be repeated', userIds('--user-ids'))
    .option(
      '--users <users...>',
      'several users by external ids, or by ids where no user has that',
      userRefs('--users'),
    );
}

/** The users whom options name; `undefined` when none does. */
export function usersGiven({ userId, user, userIds, users }: UsersOptions): UserRef[] | undefined {
  const given = [userId ?? [], user ?? [], userIds ?? [], users ?? []].flat();
  return given.length === 0 ? undefined : given;
}

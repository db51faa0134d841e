import type { Command } from 'commander';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { UserRef } from '../model/user-ref.ts';
import { userId, userRef } from './option-values.ts';

/** What {@link userOption} adds to the options of a command. */
export interface UserOptions {
  readonly userId?: number | undefined;
  readonly user?: UserRef | undefined;
}

/** Adds the two options that name one user. */
export function userOption(command: Command): Command {
  return command
    .option('--user-id <id>', 'the user, by id', userId('--user-id'))
    .option('--user <name>', 'the user, by external id, or by id where no user has that', userRef('--user'));
}

/**
 * The user whom the options name.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when they name no user, or both are given.
 */
export function chosenUser({ userId, user }: UserOptions): UserRef {
  const chosen = userId ?? user;
  if (chosen !== undefined && (userId === undefined || user === undefined)) return chosen;
  const message = chosen === undefined ? 'name the user: --user-id or --user' : 'give --user-id or --user, not both';
  throw new PulsebaseError('INVALID_ARGUMENT', message, { field: '--user' });
}

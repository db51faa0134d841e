import type { Command } from 'commander';
import type { Gender } from '../model/user.ts';
import { decimal, genders } from './option-values.ts';
import { type UserOptions, userOption } from './user-option.ts';

/** What {@link peopleOptions} adds to the options of a command. */
export interface PeopleOptions extends UserOptions {
  readonly minAge?: number;
  readonly gender?: readonly Gender[];
  readonly asOf?: string;
  readonly from: string;
  readonly to: string;
}

/** Adds the options that say whose readings are meant, one user's or a cohort's, and in which window. */
export function peopleOptions(command: Command): Command {
  return userOption(command)
    .option('--min-age <years>', 'without a user: only those older than this many years', decimal('--min-age'))
    .option('--gender <codes>', 'without a user: male, female, other, unknown, by commas', genders('--gender'))
    .option('--as-of <date>', 'day for ages from birth dates (default: the last day of the window)')
    .requiredOption('--from <time>', 'first instant, ISO 8601; without an offset it is UTC')
    .requiredOption('--to <time>', 'last instant, inclusive; a date alone is its midnight');
}

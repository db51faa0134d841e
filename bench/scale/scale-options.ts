import { parseArgs } from 'node:util';
import { readCount } from '../data/data-plan.ts';
import { wholeNumber } from '../whole-number.ts';
import type { Growth } from './scale-plan.ts';

export interface ScaleOptions {
  /** How the size is called in file names. */
  readonly name: string;
  readonly readings: number;
  readonly users: number;
  readonly years: number;
  readonly growth: Growth;
  readonly calls: number;
  /** Whether stores of equal readings and other numbers of users are measured too. */
  readonly varyUsers: boolean;
  readonly out: string;
}

/** What the generator's people send in a year. */
export const READINGS_PER_USER_YEAR = 60_000;

export const SCALE_USAGE = `npm run bench:scale -- --size 600m [options]
  --size N          readings in all, such as 600m or 3m (default: 600m)
  --users N         users (default: ${READINGS_PER_USER_YEAR} readings a user and year)
  --years N         years from 2023 on (default: 1)
  --grow users|years  what grows from one checkpoint to the next (default: users; years when --years is above 1)
  --calls N         calls of each kind of query (default: 30)
  --same-users      leave out the stores of equal readings and other numbers of users
  --out DIR         where results are written (default: bench/results)`;

/** Reads the command line. @throws Error with one line that says what is wrong. */
export function readScaleOptions(args: readonly string[]): ScaleOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string', default: '600m' },
      users: { type: 'string' },
      years: { type: 'string', default: '1' },
      grow: { type: 'string' },
      calls: { type: 'string', default: '30' },
      'same-users': { type: 'boolean', default: false },
      out: { type: 'string', default: 'bench/results' },
    },
  });
  const readings = readCount(values.size);
  if (readings === undefined) throw new Error(`--size must be a number such as 600m, not ${values.size}`);
  const years = wholeNumber('--years', values.years);
  if (years > 50) throw new Error('--years must be 50 at most');
  const users =
    values.users === undefined
      ? Math.max(10, Math.round(readings / years / READINGS_PER_USER_YEAR))
      : wholeNumber('--users', values.users);
  const growth = values.grow ?? (years > 1 ? 'years' : 'users');
  if (growth !== 'users' && growth !== 'years') throw new Error(`--grow must be users or years, not ${growth}`);
  if (readings < users * years) throw new Error('--size must be a reading a user and year at least');
  return {
    name: `scale-${values.size.toLowerCase()}${years > 1 ? `-${years}y` : ''}`,
    readings,
    users,
    years,
    growth,
    calls: wholeNumber('--calls', values.calls),
    varyUsers: growth === 'users' && !values['same-users'],
    out: values.out,
  };
}

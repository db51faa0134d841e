import { parseArgs } from 'node:util';
import { type DataPlan, readCount } from '../data/data-plan.ts';
import { wholeNumber } from '../whole-number.ts';

export interface ShardsOptions {
  /** How the run is called in file names. */
  readonly name: string;
  readonly plan: DataPlan;
  /** Shards of each cluster that is measured. */
  readonly shards: readonly number[];
  readonly calls: number;
  readonly out: string;
}

const DEFAULTS = { readings: '3m', users: '1000' } as const;

export const SHARDS_USAGE = `npm run bench:shards -- [options]
  --readings N   readings of each cluster, such as 3m (default: ${DEFAULTS.readings})
  --users N      users (default: ${DEFAULTS.users})
  --shards LIST  shards of the clusters, one after the other (default: 1,2,4)
  --calls N      calls of each kind of query (default: 80)
  --out DIR      where results are written (default: bench/results)
It starts the ClickHouse and the ZooKeeper that test/system/install.sh installs.`;

/** Reads the command line. @throws Error with one line that says what is wrong. */
export function readShardsOptions(args: readonly string[]): ShardsOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      readings: { type: 'string', default: DEFAULTS.readings },
      users: { type: 'string', default: DEFAULTS.users },
      shards: { type: 'string', default: '1,2,4' },
      calls: { type: 'string', default: '80' },
      out: { type: 'string', default: 'bench/results' },
    },
  });
  const readings = readCount(values.readings);
  if (readings === undefined) throw new Error(`--readings must be a number such as 3m, not ${values.readings}`);
  const users = wholeNumber('--users', values.users);
  if (readings < users) throw new Error('--readings must be a reading a user at least');
  const isDefault = values.readings === DEFAULTS.readings && values.users === DEFAULTS.users;
  return {
    name: isDefault ? 'shards' : `shards-${values.readings.toLowerCase()}-${users}-users`,
    plan: { name: 'shards', users, readings, seed: 42 },
    shards: values.shards.split(',').map((text) => wholeNumber('--shards', text)),
    calls: wholeNumber('--calls', values.calls),
    out: values.out,
  };
}

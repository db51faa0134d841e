import { after, describe } from 'node:test';
import { badArguments } from './cases/bad-arguments.ts';
import { bulk } from './cases/bulk.ts';
import { closing } from './cases/closing.ts';
import { cohorts } from './cases/cohorts.ts';
import { concurrency } from './cases/concurrency.ts';
import { distributions } from './cases/distributions.ts';
import { dryRuns } from './cases/dry-runs.ts';
import { exports } from './cases/exports.ts';
import { externalIds } from './cases/external-ids.ts';
import { namedUsers } from './cases/named-users.ts';
import { orders } from './cases/orders.ts';
import { peaks } from './cases/peaks.ts';
import { qualities } from './cases/qualities.ts';
import { receipts } from './cases/receipts.ts';
import { sequences } from './cases/sequences.ts';
import { streams } from './cases/streams.ts';
import { timelines } from './cases/timelines.ts';
import { unknownKeys } from './cases/unknown-keys.ts';
import { users } from './cases/users.ts';
import { zones } from './cases/zones.ts';
import { DEFAULT_RUNS } from './default-runs.ts';
import type { Target } from './target.ts';

type Cases = (target: Target, runs: number) => void;

/** What is written, by one caller or by many at once, and every answer afterwards. */
const WRITES: readonly Cases[] = [
  users,
  externalIds,
  namedUsers,
  receipts,
  orders,
  sequences,
  streams,
  concurrency,
  bulk,
  closing,
];

/** What is asked of a store that holds still, what is refused, and what comes out. */
const QUESTIONS: readonly Cases[] = [
  cohorts,
  peaks,
  zones,
  timelines,
  distributions,
  qualities,
  dryRuns,
  badArguments,
  unknownKeys,
  exports,
];

/**
 * The contract of a store as tests: registers them for one engine. They look at answers alone, beside a reference that works
 * on raw readings, so any engine can be put through them.
 */
export function conformance(name: string, target: Target): void {
  const runs = Number(process.env.CONFORMANCE_RUNS ?? target.runs ?? DEFAULT_RUNS);
  const cases = target.only === 'writes' ? WRITES : [...WRITES, ...QUESTIONS];
  describe(`conformance of ${name}`, () => {
    after(() => target.close());
    for (const register of cases) register(target, runs);
  });
}

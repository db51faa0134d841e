import { parseArgs } from 'node:util';
import { CONTENDER_NAMES, type ContenderName, contenderEntry, whyUnavailable } from './contenders/registry.ts';
import { type DataPlan, dataPlan } from './data/data-plan.ts';

export interface BenchOptions {
  readonly plan: DataPlan;
  readonly engines: readonly ContenderName[];
  /** Contenders that are left out, with the reason. */
  readonly left: readonly string[];
  /** Warm calls of a cell at most. */
  readonly calls: number;
  /** Cold calls of a cell: each starts a process. */
  readonly coldCalls: number;
  /** Seconds that a contender may take for the calls of a cell. */
  readonly budget: number;
  /** Batches of each size that are sent into the loaded stores; of the largest a third. */
  readonly batches: number;
  /** Chooses the queries. */
  readonly seed: number;
  /** Where results are written. */
  readonly out: string;
  /** Files of real readings whose room on disk is measured too. */
  readonly files: readonly string[];
  /** Whether times are worth judging. */
  readonly smoke: boolean;
}

export const USAGE = `npm run bench -- --size 2.5m|25m|60m|N [options]
  --size SIZE       readings: 2.5m, 25m, 60m, or any number such as 100k (default: 2.5m)
  --engines LIST    ${CONTENDER_NAMES.join(',')} (default: all that can run here)
  --calls N         warm calls of each kind of query (default: 120)
  --cold N          cold calls of each kind of query, each in a new process, of Pulsebase; one of the others (default: 3)
  --budget SECONDS  what a contender may take for one kind of query; slow ones get fewer calls, 3 at least (default: 2)
  --batches N       batches of each size that are sent into the loaded stores (default: 100)
  --seed N          another seed asks other queries of the same kinds (default: 1)
  --files FILE,...  files of real readings (csv, ndjson, fitabase) whose room on disk is measured too
  --out DIR         where results are written (default: bench/results)
  --smoke           100,000 readings and few calls: whether all answers agree, no judgement of times`;

/** Reads the command line. @throws Error with one line that says what is wrong. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string' },
      engines: { type: 'string' },
      calls: { type: 'string' },
      cold: { type: 'string' },
      budget: { type: 'string' },
      batches: { type: 'string' },
      seed: { type: 'string' },
      files: { type: 'string' },
      out: { type: 'string' },
      smoke: { type: 'boolean', default: false },
    },
  });
  const { smoke } = values;
  const size = values.size ?? (smoke ? '100k' : '2.5m');
  const plan = dataPlan(size);
  if (plan === undefined) throw new Error(`--size must be 2.5m, 25m, 60m or a number such as 100k, not ${size}`);
  const calls = positive('--calls', values.calls ?? (smoke ? '3' : '120'));
  return {
    plan,
    ...chooseEngines(values.engines, smoke),
    calls,
    coldCalls: positive('--cold', values.cold ?? (smoke ? '1' : '3'), 0),
    budget: positive('--budget', values.budget ?? '2', 0),
    batches: positive('--batches', values.batches ?? (smoke ? '2' : '100')),
    seed: positive('--seed', values.seed ?? '1', 0),
    out: values.out ?? (smoke ? '.tmp/bench-smoke' : 'bench/results'),
    files: values.files?.split(',') ?? [],
    smoke,
  };
}

/** Those that are named must run; those that nobody named may be missing, but not from a smoke test. */
function chooseEngines(list: string | undefined, smoke: boolean): Pick<BenchOptions, 'engines' | 'left'> {
  const named = list?.split(',') ?? CONTENDER_NAMES.filter((name) => contenderEntry(name).byDefault);
  const engines = CONTENDER_NAMES.filter((name) => named.includes(name));
  const unknown = named.find((name) => !engines.some((known) => known === name));
  if (unknown !== undefined)
    throw new Error(`no contender is named ${unknown}; known are ${CONTENDER_NAMES.join(', ')}`);
  const left = engines.flatMap((name) => {
    const reason = whyUnavailable(name);
    return reason === undefined ? [] : [{ name, reason }];
  });
  const [first] = left;
  if (first !== undefined && (list !== undefined || smoke))
    throw new Error(`${first.name} cannot run: ${first.reason}`);
  return {
    engines: engines.filter((name) => !left.some((missing) => missing.name === name)),
    left: left.map(({ name, reason }) => `${name}: ${reason}`),
  };
}

function positive(option: string, text: string, min = 1): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < min) throw new Error(`${option} must be a number from ${min} on, not ${text}`);
  return value;
}

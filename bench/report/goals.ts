import type { BenchResult, CellResult } from '../bench-result.ts';
import type { ContenderName } from '../contenders/registry.ts';
import { cellName, type QueryName } from '../queries/cells.ts';
import {
  emptyStatementFloor,
  type FloorText,
  fullSpeedFloor,
  generatorFloor,
  openMemoryFloor,
  overHttpFloor,
  processFloor,
  rawDiskFloor,
  syncFloor,
} from './floor-texts.ts';

/** A figure to be met; all are for 60 million readings. */
export interface Goal {
  readonly text: string;
  readonly unit: string;
  /** The measured figure must be at most, or at least, this. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** The figure, and where it was found; `undefined` when it was not measured. */
  measure(result: BenchResult, others: readonly BenchResult[]): Measured | undefined;
  /** What nothing can go below, in words, from the same run. */
  readonly floor?: FloorText;
}

export interface Measured {
  readonly figure: number;
  readonly where?: string;
  /** The kind of query where it was found. */
  readonly cell?: CellResult;
}

export interface JudgedGoal {
  readonly goal: Goal;
  readonly measured: Measured | undefined;
  readonly met: boolean | undefined;
  /** How many times worse than asked for (above 1) or better (below). */
  readonly factor: number | undefined;
  readonly floor: string | undefined;
}

const MEGA = 1e6;

type Bound = Pick<Goal, 'atMost' | 'atLeast'>;

export const GOALS: readonly Goal[] = [
  againstPlainSchema('queryUsers', { atLeast: 500 }),
  againstPlainSchema('queryTop', { atLeast: 40 }),
  latency('postgres', 'queryUsers', { atMost: 8 }),
  latency('postgres', 'queryTop', { atMost: 3 }),
  latency('embedded', 'queryUsers', { atMost: 10 }),
  latency('embedded', 'queryTop', { atMost: 5 }),
  goal(
    'over HTTP, more than embedded, any window, median of pairs',
    'ms',
    { atMost: 2 },
    moreOverHttp('median'),
    overHttpFloor,
  ),
  goal(
    'over HTTP, more than embedded, any window, p95 of pairs',
    'ms',
    { atMost: 2 },
    moreOverHttp('p95'),
    overHttpFloor,
  ),
  load('embedded', { atLeast: 1.5 }),
  load('postgres', { atLeast: 0.25 }),
  goal('embedded, load from CSV', 'M readings/s', { atLeast: 0.3 }, csvRate),
  batchOf1000('postgres', { atMost: 40 }),
  batchOf1000('embedded', { atMost: 60 }),
  goal('embedded, disk with roll-ups', 'bytes/reading', { atMost: 6 }, diskOf('embedded'), rawDiskFloor('embedded')),
  goal('embedded, memory of the process', 'GB', { atMost: 1 }, memoryOf('embedded'), openMemoryFloor('embedded')),
  goal('embedded, cost at 60 M over cost at 25 M, p50', 'x', { atMost: 1.3 }, growth('embedded')),
  goal('PostgreSQL, cost at 60 M over cost at 25 M, p50', 'x', { atMost: 1.3 }, growth('postgres')),
  goal('command line, start to first answer, p95', 'ms', { atMost: 600 }, commandLineTime, processFloor),
];

/** All goals beside what was measured. `others` are results of other sizes. */
export function judgeGoals(result: BenchResult, others: readonly BenchResult[]): JudgedGoal[] {
  return GOALS.map((one) => {
    const measured = one.measure(result, others);
    const floor = one.floor?.(result, measured?.cell);
    if (measured === undefined) return { goal: one, measured, met: undefined, factor: undefined, floor };
    const factor = one.atMost === undefined ? one.atLeast! / measured.figure : measured.figure / one.atMost;
    return { goal: one, measured, met: factor <= 1, factor, floor };
  });
}

function goal(text: string, unit: string, bound: Bound, measure: Goal['measure'], floor?: FloorText): Goal {
  return { text, unit, ...bound, measure, ...(floor === undefined ? {} : { floor }) };
}

function titleOf(name: ContenderName): string {
  return name === 'postgres' ? 'PostgreSQL' : name;
}

function latency(name: ContenderName, query: QueryName, bound: Bound): Goal {
  const text = `${titleOf(name)}, ${query}, any window, p95`;
  return goal(text, 'ms', bound, slowest(name, query), emptyStatementFloor(name));
}

function load(name: ContenderName, bound: Bound): Goal {
  const text = `${titleOf(name)}, load from the generator`;
  return goal(text, 'M readings/s', bound, loadRate(name), generatorFloor);
}

function againstPlainSchema(query: QueryName, bound: Bound): Goal {
  const text = `PostgreSQL, ${query}, one year, against the plain SQL schema`;
  return goal(text, 'x', bound, yearRatio(query), fullSpeedFloor('postgres'));
}

function batchOf1000(name: ContenderName, bound: Bound): Goal {
  const text = `${titleOf(name)}, batch of 1,000 readings of 1,000 users, p95`;
  const measure: Goal['measure'] = ({ ingest }) => figure(ingest.find(({ batch }) => batch === 1000)?.times[name]?.p95);
  return goal(text, 'ms', bound, measure, syncFloor);
}

function figure(value: number | undefined): Measured | undefined {
  return value === undefined ? undefined : { figure: value };
}

function commandLineTime({ extras }: BenchResult): Measured | undefined {
  return figure(extras.commandLine?.times.p95);
}

/** The worst of all kinds of windows and cohorts. */
function moreOverHttp(of: 'median' | 'p95'): Goal['measure'] {
  return ({ cells }) => highest(cells, undefined, ({ overHttp }) => (overHttp === undefined ? [] : [overHttp[of]]));
}

/** The worst of all kinds of windows and cohorts. */
function slowest(name: ContenderName, query: QueryName): Goal['measure'] {
  return ({ cells }) =>
    highest(cells, query, ({ warm }) => {
      const p95 = warm[name]?.p95;
      return p95 === undefined ? [] : [p95];
    });
}

/** The lower of the medians over aligned and ragged years, of queryUsers for the men over 24. */
function yearRatio(query: QueryName): Goal['measure'] {
  return ({ cells }) => {
    const years = cells.filter(
      ({ cell }) => cell.length === 'year' && (cell.query === 'queryTop' || cell.cohort === 'male'),
    );
    const worst = highest(years, query, ({ ratios }) => {
      const median = ratios.postgres?.median;
      return median === undefined ? [] : [1 / median];
    });
    return worst === undefined ? undefined : { ...worst, figure: 1 / worst.figure };
  };
}

/** The worst cell at 60 M against the same cell at 25 M, where both have the same users and were asked the same. */
function growth(name: ContenderName): Goal['measure'] {
  return (result, others) => {
    const smaller = others.find(({ plan }) => plan.name === '25m' && plan.users === result.plan.users);
    if (result.plan.name !== '60m' || smaller === undefined) return undefined;
    const before = new Map(smaller.cells.map(({ cell, warm }) => [cellName(cell), warm[name]?.p50]));
    return highest(result.cells, undefined, ({ cell, warm }) => {
      const [now, then] = [warm[name]?.p50, before.get(cellName(cell))];
      return now === undefined || then === undefined ? [] : [now / then];
    });
  };
}

function highest(
  cells: readonly CellResult[],
  query: QueryName | undefined,
  figureOf: (cell: CellResult) => number[],
): Measured | undefined {
  const [found] = cells
    .filter(({ cell }) => query === undefined || cell.query === query)
    .flatMap((cell) => figureOf(cell).map((value) => ({ figure: value, where: cellName(cell.cell), cell })))
    .sort((a, b) => b.figure - a.figure);
  return found;
}

function loadRate(name: ContenderName): Goal['measure'] {
  return ({ contenders }) => {
    const load = contenders.find((contender) => contender.name === name)?.load;
    return figure(load === undefined ? undefined : load.readings / load.seconds / MEGA);
  };
}

function csvRate({ extras: { csvImport } }: BenchResult): Measured | undefined {
  return figure(csvImport === undefined ? undefined : csvImport.readings / csvImport.seconds / MEGA);
}

function diskOf(name: ContenderName): Goal['measure'] {
  return ({ contenders, plan }) => {
    const disk = contenders.find((contender) => contender.name === name)?.disk;
    return figure(disk === undefined ? undefined : disk.total / plan.readings);
  };
}

function memoryOf(name: ContenderName): Goal['measure'] {
  return ({ contenders }) => {
    const memory = contenders.find((contender) => contender.name === name)?.peakMemory;
    return figure(memory === undefined ? undefined : Math.max(memory.load ?? 0, memory.queries) / 1e9);
  };
}

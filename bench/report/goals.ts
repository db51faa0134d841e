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

/** A figure that is asked for; all are for 60 million readings. */
export interface Goal {
  /** The issue that asks for it. */
  readonly issue: 2 | 3 | 6;
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
  latency(2, 'embedded', 'queryUsers', { atMost: 10 }),
  latency(2, 'embedded', 'queryTop', { atMost: 8 }),
  load(2, 'embedded', { atLeast: 1 }),
  goal(2, 'embedded, load from CSV', 'M readings/s', { atLeast: 0.3 }, csvRate),
  goal(2, 'embedded, disk with roll-ups', 'bytes/reading', { atMost: 8 }, diskOf('embedded'), rawDiskFloor('embedded')),
  goal(2, 'embedded, memory of the process', 'GB', { atMost: 1 }, memoryOf('embedded'), openMemoryFloor('embedded')),
  againstMission(3, 'queryUsers', { atLeast: 500 }),
  againstMission(3, 'queryTop', { atLeast: 40 }),
  latency(3, 'postgres', 'queryUsers', { atMost: 8 }),
  latency(3, 'postgres', 'queryTop', { atMost: 3 }),
  load(3, 'postgres', { atLeast: 0.2 }),
  latency(6, 'postgres', 'queryUsers', { atMost: 8 }),
  latency(6, 'postgres', 'queryTop', { atMost: 3 }),
  againstMission(6, 'queryUsers', { atLeast: 500 }),
  againstMission(6, 'queryTop', { atLeast: 40 }),
  latency(6, 'embedded', 'queryUsers', { atMost: 10 }),
  latency(6, 'embedded', 'queryTop', { atMost: 5 }),
  goal(
    6,
    'over HTTP, more than embedded, any window, median of pairs',
    'ms',
    { atMost: 2 },
    moreOverHttp('median'),
    overHttpFloor,
  ),
  goal(
    6,
    'over HTTP, more than embedded, any window, p95 of pairs',
    'ms',
    { atMost: 2 },
    moreOverHttp('p95'),
    overHttpFloor,
  ),
  load(6, 'embedded', { atLeast: 1.5 }),
  load(6, 'postgres', { atLeast: 0.25 }),
  batchOf1000('postgres', { atMost: 40 }),
  batchOf1000('embedded', { atMost: 60 }),
  goal(6, 'embedded, disk with roll-ups', 'bytes/reading', { atMost: 6 }, diskOf('embedded'), rawDiskFloor('embedded')),
  goal(6, 'embedded, cost at 60 M over cost at 25 M, p50', 'x', { atMost: 1.3 }, growth('embedded')),
  goal(6, 'PostgreSQL, cost at 60 M over cost at 25 M, p50', 'x', { atMost: 1.3 }, growth('postgres')),
  goal(6, 'command line, start to first answer, p95', 'ms', { atMost: 600 }, commandLineTime, processFloor),
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

function goal(
  issue: Goal['issue'],
  text: string,
  unit: string,
  bound: Bound,
  measure: Goal['measure'],
  floor?: FloorText,
): Goal {
  return { issue, text, unit, ...bound, measure, ...(floor === undefined ? {} : { floor }) };
}

function titleOf(name: ContenderName): string {
  return name === 'postgres' ? 'PostgreSQL' : name;
}

function latency(issue: Goal['issue'], name: ContenderName, query: QueryName, bound: Bound): Goal {
  const text = `${titleOf(name)}, ${query}, any window, p95`;
  return goal(issue, text, 'ms', bound, slowest(name, query), emptyStatementFloor(name));
}

function load(issue: Goal['issue'], name: ContenderName, bound: Bound): Goal {
  const text = `${titleOf(name)}, load from the generator`;
  return goal(issue, text, 'M readings/s', bound, loadRate(name), generatorFloor);
}

function againstMission(issue: Goal['issue'], query: QueryName, bound: Bound): Goal {
  const text = `PostgreSQL, ${query}, one year, against the mission`;
  return goal(issue, text, 'x', bound, yearRatio(query), fullSpeedFloor('postgres'));
}

function batchOf1000(name: ContenderName, bound: Bound): Goal {
  const text = `${titleOf(name)}, batch of 1,000 readings of 1,000 users, p95`;
  const measure: Goal['measure'] = ({ ingest }) => figure(ingest.find(({ batch }) => batch === 1000)?.times[name]?.p95);
  return goal(6, text, 'ms', bound, measure, syncFloor);
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

/** The lower of the medians over aligned and ragged years, of queryUsers for the mission's cohort. */
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

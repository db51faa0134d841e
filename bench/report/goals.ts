import type { BenchResult, CellResult } from '../bench-result.ts';
import type { ContenderName } from '../contenders/registry.ts';
import { cellName, type QuestionName } from '../questions/cells.ts';

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
}

export interface Measured {
  readonly figure: number;
  readonly where?: string;
}

export interface JudgedGoal {
  readonly goal: Goal;
  readonly measured: Measured | undefined;
  readonly met: boolean | undefined;
  /** How many times worse than asked for (above 1) or better (below). */
  readonly factor: number | undefined;
}

const MEGA = 1e6;

export const GOALS: readonly Goal[] = [
  goal(2, 'embedded, queryUsers, any window, p95', 'ms', { atMost: 10 }, slowest('embedded', 'queryUsers')),
  goal(2, 'embedded, queryTop, any window, p95', 'ms', { atMost: 8 }, slowest('embedded', 'queryTop')),
  goal(2, 'embedded, load from the generator', 'M readings/s', { atLeast: 1 }, loadRate('embedded')),
  goal(2, 'embedded, load from CSV', 'M readings/s', { atLeast: 0.3 }, csvRate),
  goal(2, 'embedded, disk with roll-ups', 'bytes/reading', { atMost: 8 }, diskOf('embedded')),
  goal(2, 'embedded, memory of the process', 'GB', { atMost: 1 }, memoryOf('embedded')),
  goal(3, 'PostgreSQL, queryUsers, one year, against the mission', 'x', { atLeast: 500 }, yearRatio('queryUsers')),
  goal(3, 'PostgreSQL, queryTop, one year, against the mission', 'x', { atLeast: 40 }, yearRatio('queryTop')),
  goal(3, 'PostgreSQL, queryUsers, any window, p95', 'ms', { atMost: 8 }, slowest('postgres', 'queryUsers')),
  goal(3, 'PostgreSQL, queryTop, any window, p95', 'ms', { atMost: 3 }, slowest('postgres', 'queryTop')),
  goal(3, 'PostgreSQL, load from the generator', 'M readings/s', { atLeast: 0.2 }, loadRate('postgres')),
  goal(6, 'PostgreSQL, queryUsers, any window, p95', 'ms', { atMost: 8 }, slowest('postgres', 'queryUsers')),
  goal(6, 'PostgreSQL, queryTop, any window, p95', 'ms', { atMost: 3 }, slowest('postgres', 'queryTop')),
  goal(6, 'PostgreSQL, queryUsers, one year, against the mission', 'x', { atLeast: 500 }, yearRatio('queryUsers')),
  goal(6, 'PostgreSQL, queryTop, one year, against the mission', 'x', { atLeast: 40 }, yearRatio('queryTop')),
  goal(6, 'embedded, queryUsers, any window, p95', 'ms', { atMost: 10 }, slowest('embedded', 'queryUsers')),
  goal(6, 'embedded, queryTop, any window, p95', 'ms', { atMost: 5 }, slowest('embedded', 'queryTop')),
  goal(6, 'embedded, load from the generator', 'M readings/s', { atLeast: 1.5 }, loadRate('embedded')),
  goal(6, 'PostgreSQL, load from the generator', 'M readings/s', { atLeast: 0.25 }, loadRate('postgres')),
  goal(6, 'PostgreSQL, batch of 1,000 readings of 1,000 users, p95', 'ms', { atMost: 40 }, batchOf1000('postgres')),
  goal(6, 'embedded, batch of 1,000 readings of 1,000 users, p95', 'ms', { atMost: 60 }, batchOf1000('embedded')),
  goal(6, 'embedded, disk with roll-ups', 'bytes/reading', { atMost: 6 }, diskOf('embedded')),
  goal(6, 'embedded, cost at 60 M over cost at 25 M, p50', 'x', { atMost: 1.3 }, growth('embedded')),
  goal(6, 'PostgreSQL, cost at 60 M over cost at 25 M, p50', 'x', { atMost: 1.3 }, growth('postgres')),
  goal(6, 'command line, start to first answer, p95', 'ms', { atMost: 600 }, ({ extras }) =>
    figure(extras.commandLine?.times.p95),
  ),
];

/** All goals beside what was measured. `others` are results of other sizes. */
export function judgeGoals(result: BenchResult, others: readonly BenchResult[]): JudgedGoal[] {
  return GOALS.map((one) => {
    const measured = one.measure(result, others);
    if (measured === undefined) return { goal: one, measured, met: undefined, factor: undefined };
    const factor = one.atMost === undefined ? one.atLeast! / measured.figure : measured.figure / one.atMost;
    return { goal: one, measured, met: factor <= 1, factor };
  });
}

function goal(
  issue: Goal['issue'],
  text: string,
  unit: string,
  bound: Pick<Goal, 'atMost' | 'atLeast'>,
  measure: Goal['measure'],
): Goal {
  return { issue, text, unit, ...bound, measure };
}

function figure(value: number | undefined, where?: string): Measured | undefined {
  return value === undefined ? undefined : { figure: value, ...(where === undefined ? {} : { where }) };
}

/** The worst of all kinds of windows and cohorts. */
function slowest(name: ContenderName, question: QuestionName): Goal['measure'] {
  return ({ cells }) =>
    highest(cells, question, ({ warm }) => {
      const p95 = warm[name]?.p95;
      return p95 === undefined ? [] : [p95];
    });
}

/** The lower of the medians over aligned and ragged years, of queryUsers for the mission's cohort. */
function yearRatio(question: QuestionName): Goal['measure'] {
  return ({ cells }) => {
    const years = cells.filter(
      ({ cell }) => cell.length === 'year' && (cell.question === 'queryTop' || cell.cohort === 'male'),
    );
    const worst = highest(years, question, ({ ratios }) => {
      const median = ratios.postgres?.median;
      return median === undefined ? [] : [1 / median];
    });
    return worst === undefined ? undefined : figure(1 / worst.figure, worst.where);
  };
}

/** The worst cell at 60 M against the same cell at 25 M: both have the same users. */
function growth(name: ContenderName): Goal['measure'] {
  return (result, others) => {
    const smaller = others.find(({ plan }) => plan.name === '25m');
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
  question: QuestionName | undefined,
  figureOf: (cell: CellResult) => number[],
): Measured | undefined {
  const found = cells
    .filter(({ cell }) => question === undefined || cell.question === question)
    .flatMap((result) => figureOf(result).map((value) => ({ value, where: cellName(result.cell) })))
    .sort((a, b) => b.value - a.value);
  return figure(found[0]?.value, found[0]?.where);
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
    return figure(memory === undefined ? undefined : Math.max(memory.load, memory.questions) / 1e9);
  };
}

function batchOf1000(name: ContenderName): Goal['measure'] {
  return ({ ingest }) => figure(ingest.find(({ batch }) => batch === 1000)?.times[name]?.p95);
}

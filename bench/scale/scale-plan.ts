import type { LoadStep } from '../contenders/contender.ts';
import { PERIOD } from '../data/data-plan.ts';

/** Whether a store grows by users who come with a full period each, or by years of the same users. */
export type Growth = 'users' | 'years';

/** A load after which the store is measured, with what it then holds. */
export interface ScaleStep {
  readonly load: LoadStep;
  readonly users: number;
  readonly years: number;
  readonly readings: number;
}

/** Where to stop and measure, as shares of the whole. */
const CHECKPOINTS = [0.1, 0.25, 0.5, 1] as const;
const SEED = 42;

/** The loads of a store of so many readings, users and years. Every user has as many readings a year as any other. */
export function scaleSteps(growth: Growth, readings: number, users: number, years: number): ScaleStep[] {
  const total = growth === 'users' ? users : years;
  const marks = [...new Set(CHECKPOINTS.map((share) => Math.max(1, Math.round(share * total))))];
  const each = Math.floor(readings / total);
  return marks.map((mark, at) => {
    const before = at === 0 ? 0 : marks[at - 1]!;
    const part = {
      readings: each * (mark - before),
      seed: SEED,
    };
    return growth === 'users'
      ? {
          load: { ...part, firstId: before + 1, users: mark - before, from: yearStart(0), to: yearStart(years) },
          users: mark,
          years,
          readings: each * mark,
        }
      : {
          load: { ...part, firstId: 1, users, from: yearStart(before), to: yearStart(mark) },
          users,
          years: mark,
          readings: each * mark,
        };
  });
}

/** Stores of the same number of readings and ever more users. */
export function equalStores(readings: number, users: number, years: number): ScaleStep[] {
  const counts = [
    ...new Set([users / 10, users / Math.sqrt(10), users].map((count) => Math.max(1, Math.round(count)))),
  ];
  return counts.map((count) => ({
    load: { readings, seed: SEED, firstId: 1, users: count, from: yearStart(0), to: yearStart(years) },
    users: count,
    years,
    readings,
  }));
}

function yearStart(after: number): string {
  return `${new Date(PERIOD.from).getUTCFullYear() + after}-01-01`;
}

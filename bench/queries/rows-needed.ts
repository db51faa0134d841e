import { covering, type Range } from '../../src/window/covering.ts';
import { type DataPlan, PERIOD } from '../data/data-plan.ts';
import type { Call } from './cell-calls.ts';

/** What an answer rests on at least: rows of roll-ups, and raw readings of the cut hours at the window's ends. */
export interface RowsNeeded {
  readonly rollups: number;
  readonly raw: number;
}

/**
 * Of one call: the fewest pieces of its window for each user whom it looks at; queryTop needs every hour. Raw readings are
 * counted as if they lay evenly in the year.
 */
export function rowsNeeded(call: Call, plan: DataPlan): RowsNeeded {
  const users = call.kind === 'queryTop' ? 1 : call.averages.length;
  const { raw, hour, day, month } = covering(call.query, call.kind === 'queryTop' ? 'hour' : 'month');
  const perMs = plan.readings / plan.users / (PERIOD.to - PERIOD.from);
  return { rollups: users * length([...hour, ...day, ...month]), raw: users * length(raw) * perMs };
}

/** Of calls of one kind, on average, as whole rows. */
export function meanRowsNeeded(calls: readonly Call[], plan: DataPlan): RowsNeeded {
  const all = calls.map((call) => rowsNeeded(call, plan));
  const mean = (of: (rows: RowsNeeded) => number) =>
    Math.round(all.reduce((sum, rows) => sum + of(rows), 0) / Math.max(1, all.length));
  return { rollups: mean(({ rollups }) => rollups), raw: mean(({ raw }) => raw) };
}

function length(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}

import type { BenchResult } from '../bench-result.ts';
import type { QueryName } from '../queries/cells.ts';
import { seriesStyle } from './colours.ts';
import { barChart } from './svg/bar-chart.ts';

/** Latency by window for all contenders; of queryUsers the men over 24. */
export function windowChart({ cells, contenders, plan }: BenchResult, query: QueryName): string {
  const shown = cells.filter(
    ({ cell }) =>
      cell.query === query && cell.shape !== 'fixed' && (cell.query === 'queryTop' || cell.cohort === 'male'),
  );
  return barChart({
    title: `${query}, ${plan.readings.toLocaleString('en')} readings, warm: p95, white mark p50`,
    unit: 'ms',
    series: contenders.map(({ name }) => seriesStyle(name)),
    groups: shown.map(({ cell, warm }) => ({
      label: `${cell.length}, ${cell.shape}`,
      bars: contenders.map(({ name }) => {
        const times = warm[name];
        return times === undefined ? undefined : { middle: times.p50, high: times.p95 };
      }),
    })),
  });
}

import type { BenchResult } from '../bench-result.ts';
import type { QuestionName } from '../questions/cells.ts';
import { seriesStyle } from './colours.ts';
import { barChart } from './svg/bar-chart.ts';

/** Latency by window for all contenders; of queryUsers the mission's cohort. */
export function windowChart({ cells, contenders, plan }: BenchResult, question: QuestionName): string {
  const shown = cells.filter(
    ({ cell }) =>
      cell.question === question &&
      cell.shape !== 'mission' &&
      (cell.question === 'queryTop' || cell.cohort === 'male'),
  );
  return barChart({
    title: `${question}, ${plan.readings.toLocaleString('en')} readings, warm: p95, white mark p50`,
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

import type { BenchResult } from '../bench-result.ts';
import { CONTENDER_NAMES } from '../contenders/registry.ts';
import type { QueryName } from '../queries/cells.ts';
import { seriesStyle } from './colours.ts';
import { lineChart } from './svg/line-chart.ts';

/** Cost against the number of readings: p50 of ragged one-year windows; of queryUsers the men over 24. */
export function sizeChart(results: readonly BenchResult[], query: QueryName): string {
  const series = CONTENDER_NAMES.map((name) => ({
    ...seriesStyle(name),
    points: results.flatMap(({ plan, cells }) => {
      const found = cells.find(
        ({ cell }) =>
          cell.query === query &&
          cell.length === 'year' &&
          cell.shape === 'ragged' &&
          (cell.query === 'queryTop' || cell.cohort === 'male'),
      );
      const y = found?.warm[name]?.p50;
      return y === undefined ? [] : [{ x: plan.readings, y }];
    }),
  }));
  return lineChart({
    title: `${query}, one year with ragged ends, warm: p50 by number of readings`,
    unit: 'ms',
    xTitle: `readings in the store (of ${results.map(({ plan }) => plan.users.toLocaleString('en')).join(', ')} users)`,
    series: series.filter(({ points }) => points.length > 0),
  });
}

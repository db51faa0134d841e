import { cellName } from '../queries/cells.ts';
import { COLOURS } from '../report/colours.ts';
import { lineChart } from '../report/svg/line-chart.ts';
import { costFits } from './cost-fits.ts';
import type { ScaleResult } from './scale-result.ts';

const SHOWN = [
  'queryUsers, all, year, ragged',
  'queryUsers, all, year, aligned',
  'queryUsers, male, year, ragged',
  'queryUsers, male, day, aligned',
  'queryTop, year, ragged',
  'queryTop, day, aligned',
];

/** Medians of some kinds of queries against the number of readings in the store. */
export function scaleChart({ checkpoints, growth }: ScaleResult): string {
  const fits = costFits(checkpoints, ({ readings }) => readings);
  const grown = checkpoints.map(({ users, years }) => (growth === 'users' ? users : years).toLocaleString('en'));
  return lineChart({
    title: 'One embedded store as it grows, warm: p50 by number of readings',
    unit: 'ms',
    xTitle: `readings in the store (of ${grown.join(', ')} ${growth})`,
    series: SHOWN.flatMap((name, at) => {
      const fit = fits.find(({ cell }) => cellName(cell) === name);
      return fit === undefined ? [] : [{ title: name, colour: COLOURS[at % COLOURS.length]!, points: fit.points }];
    }),
  });
}

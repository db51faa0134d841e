import type { Points } from '../../data/points.ts';
import { formatInstant } from '../../format/instants.ts';
import { formatAverage, formatBpm } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';

/** A point of a chart in words, its time by the clocks of a zone. */
export function describePoint(points: Points, at: number, zone: string): string {
  return text('pointText', {
    t: formatInstant(points.times[at]!, zone, { seconds: points.level === 'raw' }),
    average: formatAverage(points.averages[at]!),
    low: formatBpm(points.lows[at]!),
    high: formatBpm(points.highs[at]!),
    readings: text('readings', { n: points.counts[at]! }),
  });
}

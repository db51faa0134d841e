import type { Points } from '../data/points.ts';

export type Column = (number | null)[];

/** Times, highest, lowest and average, as the chart takes them. */
export type ChartData = [times: number[], highs: Column, lows: Column, averages: Column];

/** More than so many buckets without readings are a gap: the line breaks, and nothing is drawn where nothing was measured. */
const GAP_BUCKETS = 3;
/** Between readings. */
const RAW_GAP_MS = 10 * 60_000;

/** The columns of a chart; a bucket stands in its middle, and gaps are rows without values. */
export function chartData({
  level,
  bucketMs,
  times,
  highs,
  lows,
  averages,
}: Omit<Points, 'window' | 'counts'>): ChartData {
  const gap = level === 'raw' ? RAW_GAP_MS : GAP_BUCKETS * bucketMs;
  const data: ChartData = [[], [], [], []];
  times.forEach((time, at) => {
    const before = times[at - 1];
    if (before !== undefined && time - before > gap) {
      data[0].push((before + time + bucketMs) / 2);
      for (const column of [data[1], data[2], data[3]]) column.push(null);
    }
    data[0].push(time + bucketMs / 2);
    data[1].push(highs[at]!);
    data[2].push(lows[at]!);
    data[3].push(averages[at]!);
  });
  return data;
}

import type { Episode } from '../../src/alarms/episode.ts';
import type { Condition } from '../../src/alarms/rule.ts';

/** A reading in Unix milliseconds and thousandths of a bpm. */
export type Point = readonly [timestamp: number, heartRate: number];

/** The episodes of a condition over all readings at once, as plainly as docs/semantics.md says it. */
export function referenceEpisodes(condition: Condition, points: readonly Point[], now: number): Episode[] {
  if (condition.type === 'silence') return silences(condition.forMinutes * 60_000, points, now);
  const milli = (bpm: number) => Math.round(bpm * 1000);
  const { direction, limit, endLimit = limit } = condition;
  const isBeyond = (sum: number, count: number) =>
    direction === 'above' ? sum > milli(limit) * count : sum < milli(limit) * count;
  const isOver = (sum: number, count: number) =>
    direction === 'above' ? sum <= milli(endLimit) * count : sum >= milli(endLimit) * count;
  const farthest = (values: readonly number[]) => (direction === 'above' ? Math.max(...values) : Math.min(...values));

  if (condition.type === 'sustained') {
    const { forMinutes, minReadings, maxGapMinutes } = condition;
    const episodes: Episode[] = [];
    for (let first = 0; first < points.length; first += 1) {
      let raised: number | undefined;
      for (let last = first; last < points.length && isBeyond(points[last]![1], 1); last += 1) {
        if (last > first && points[last]![0] - points[last - 1]![0] > maxGapMinutes * 60_000) break;
        const lasts = points[last]![0] - points[first]![0] >= forMinutes * 60_000;
        if (lasts && last - first + 1 >= minReadings) {
          raised = last;
          break;
        }
      }
      if (raised === undefined) continue;
      const end = points.findIndex(([, value], at) => at > raised && isOver(value, 1));
      const inside = points.slice(first, end === -1 ? undefined : end);
      episodes.push({
        from: points[first]![0],
        raisedAt: points[raised]![0],
        until: end === -1 ? null : points[end]![0],
        peak: farthest(inside.map(([, value]) => value)) / 1000,
        readings: inside.length,
      });
      if (end === -1) break;
      first = end;
    }
    return episodes;
  }

  const sumOf = (some: readonly Point[]) => some.reduce((sum, [, value]) => sum + value, 0);
  if (condition.type === 'average') {
    const { windowMinutes, minReadings } = condition;
    const windows = points.map(([at]) => points.filter(([t]) => t <= at && t > at - windowMinutes * 60_000));
    const tells = windows.map((some) => some.length >= minReadings);
    const episodes: Episode[] = [];
    for (let at = 0; at < points.length; at += 1) {
      if (!tells[at] || !isBeyond(sumOf(windows[at]!), windows[at]!.length)) continue;
      let end = at + 1;
      while (end < points.length && !(tells[end] && isOver(sumOf(windows[end]!), windows[end]!.length))) end += 1;
      const averages = windows.slice(at, end).filter((_, after) => tells[at + after]);
      episodes.push({
        from: points[at]![0],
        raisedAt: points[at]![0],
        until: points[end]?.[0] ?? null,
        peak: farthest(averages.map((some) => sumOf(some) / (1000 * some.length))),
        readings: end - at,
      });
      at = end;
    }
    return episodes;
  }

  const hours = [...Map.groupBy(points, ([at]) => Math.floor(at / 3_600_000)).values()];
  const tells = hours.map((some) => some.length >= condition.minReadings);
  const episodes: Episode[] = [];
  for (let at = 0; at < hours.length; at += 1) {
    const hour = hours[at]!;
    if (!tells[at] || !isBeyond(sumOf(hour), hour.length)) continue;
    let end = at + 1;
    while (end < hours.length && !(tells[end] && isOver(sumOf(hours[end]!), hours[end]!.length))) end += 1;
    const raised = hour.findIndex(
      (_, last) => last + 1 >= condition.minReadings && isBeyond(sumOf(hour.slice(0, last + 1)), last + 1),
    );
    const inside = hours.slice(at, end);
    const telling = inside.filter((_, after) => tells[at + after]);
    episodes.push({
      from: hour[0]![0],
      raisedAt: hour[raised]![0],
      until: hours[end]?.[0]?.[0] ?? null,
      peak: farthest(telling.map((some) => sumOf(some) / (1000 * some.length))),
      readings: inside.flat().length,
    });
    at = end;
  }
  return episodes;
}

function silences(forMs: number, points: readonly Point[], now: number): Episode[] {
  return points.flatMap(([from], at) => {
    const until = points[at + 1]?.[0] ?? null;
    return (until ?? now) - from > forMs ? [{ from, raisedAt: from + forMs, until, peak: null, readings: 1 }] : [];
  });
}

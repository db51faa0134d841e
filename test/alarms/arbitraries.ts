import fc from 'fast-check';
import type { Condition } from '../../src/alarms/rule.ts';
import type { Window } from '../../src/window/window.ts';
import type { Point } from './reference-episodes.ts';

export const START = Date.UTC(2023, 3, 5, 7);
export const MINUTE = 60_000;

/** Few values, close to the limits, so that they meet often. */
const limits = fc.record({
  direction: fc.constantFrom('above', 'below'),
  limit: fc.constantFrom(70, 72, 74.5),
  band: fc.constantFrom(undefined, 0, 2, 5),
});
const few = fc.integer({ min: 1, max: 4 });
const minutes = fc.integer({ min: 1, max: 90 });

/** Any condition. */
export const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .tuple(limits, fc.record({ forMinutes: minutes, minReadings: few, maxGapMinutes: minutes }))
    .map(([limit, rest]) => ({ type: 'sustained' as const, ...limitOf(limit), ...rest })),
  fc
    .tuple(limits, fc.record({ windowMinutes: minutes, minReadings: few }))
    .map(([limit, rest]) => ({ type: 'average' as const, ...limitOf(limit), ...rest })),
  fc
    .tuple(limits, fc.record({ minReadings: few }))
    .map(([limit, rest]) => ({ type: 'hour' as const, ...limitOf(limit), ...rest })),
  minutes.map((forMinutes) => ({ type: 'silence' as const, forMinutes })),
);

function limitOf({
  direction,
  limit,
  band,
}: {
  direction: 'above' | 'below';
  limit: number;
  band: number | undefined;
}) {
  return {
    direction,
    limit,
    ...(band === undefined ? {} : { endLimit: direction === 'above' ? limit - band : limit + band }),
  };
}

/** Readings of ten hours. */
export const point: fc.Arbitrary<Point> = fc.tuple(
  fc.integer({ min: 0, max: 600 }).map((minute) => START + minute * MINUTE),
  fc.integer({ min: 65, max: 80 }).map((bpm) => bpm * 1000),
);

/** The points of a window in pages. */
export async function* pagesOf(points: readonly Point[], { from, to }: Window, pageSize: number) {
  const inside = points.filter(([at]) => at >= from && at <= to);
  for (let at = 0; at < inside.length; at += pageSize) {
    const page = inside.slice(at, at + pageSize);
    yield { timestamps: page.map(([time]) => time), heartRates: page.map(([, value]) => value) };
  }
}

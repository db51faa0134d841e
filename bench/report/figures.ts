import type { Spread, Times } from '../times.ts';

/** Three digits that count: `0.42`, `8.31`, `104`, `4,312`. */
export function shortFigure(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

/** `p50 / p95 / p99`, milliseconds, with the number of calls. */
export function timesText(times: Times | undefined): string {
  if (times === undefined) return '';
  return `${[times.p50, times.p95, times.p99].map(shortFigure).join(' / ')} (${times.calls})`;
}

/** `median (p10 to p90; pairs)`. */
export function spreadText(spread: Spread | undefined): string {
  if (spread === undefined) return '';
  return `${shortFigure(spread.median)} (${shortFigure(spread.p10)} to ${shortFigure(spread.p90)}; ${spread.pairs})`;
}

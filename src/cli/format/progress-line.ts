import { plainText } from '../../model/plain-text.ts';
import { formatCount, formatDuration } from './numbers.ts';

/** Progress of a long task. */
export interface Progress {
  readonly label: string;
  /** Done and total, in the same unit (rows, bytes, or a fraction of 1); `total` may be unknown. */
  readonly done: number;
  readonly total: number | undefined;
  /** Rows committed so far, which survive a kill; omitted where the work has none. */
  readonly rows?: number;
  readonly rejected?: number;
}

const LABEL_WIDTH = 30;
/** Beyond four days the estimate only says that next to nothing is done yet. */
const LONGEST_GUESS_MS = 100 * 3_600_000;
const BAR_WIDTH = 24;
/** On a narrower terminal the bar is left out, to make room for the rest of the line. */
const NARROW = 60;

/** Formats progress as one line: bar, percentage, committed rows, rows per second, time left, rejected rows. */
export function progressLine(progress: Progress, elapsedMs: number, columns: number): string {
  const { label, done, total, rows, rejected } = progress;
  const share = total === undefined || total <= 0 ? undefined : Math.min(1, done / total);
  const parts = [cut(plainText(label), LABEL_WIDTH)];
  if (share !== undefined) {
    if (columns >= NARROW) parts.push(bar(share));
    parts.push(`${Math.floor(share * 100)} %`.padStart(5));
  }
  const seconds = elapsedMs / 1000;
  if (rows !== undefined) {
    parts.push(`${formatCount(rows)} rows`);
    if (seconds >= 0.2 && rows > 0) parts.push(`${formatCount(rows / seconds)}/s`);
  }
  // An early estimate would only jump around.
  const left = share === undefined || elapsedMs < 500 ? 0 : (elapsedMs * (1 - share)) / share;
  if (left > 0 && left < LONGEST_GUESS_MS) parts.push(`${formatDuration(roundUp(left))} left`);
  if (rejected !== undefined) parts.push(`${formatCount(rejected)} rejected`);
  return cut(parts.join('  '), columns - 1);
}

function bar(share: number): string {
  const full = Math.round(share * BAR_WIDTH);
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

/** Whole seconds: tenths would flicker. */
function roundUp(ms: number): number {
  return Math.ceil(ms / 1000) * 1000;
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

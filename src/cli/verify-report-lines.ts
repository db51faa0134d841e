import type { BucketValues, VerifyReport } from '../engine/verify-report.ts';
import { formatCount } from './format/numbers.ts';

const SHOWN_DIFFERENCES = 20;

/** A report of `verify` or `repair` for people. */
export function verifyReportLines(report: VerifyReport): string[] {
  const { buckets, readings, differing, differences, problems } = report;
  const shown = differences.slice(0, SHOWN_DIFFERENCES);
  return [
    `compared ${formatCount(buckets)} roll-ups with ${formatCount(readings)} readings: ${formatCount(differing)} differ`,
    ...shown.map(
      ({ level, userId, start, expected, actual }) =>
        `  user ${userId}, ${level} of ${start.toISOString()}: should be ${values(expected)}, was ${values(actual)}`,
    ),
    ...(differing > shown.length ? [`  … and ${formatCount(differing - shown.length)} more; --json shows 1,000`] : []),
    ...problems.map((problem) => `problem: ${problem}`),
  ];
}

/** A report for machines: instants in ISO 8601. */
export function verifyReportJson(report: VerifyReport): unknown {
  const differences = report.differences.map((difference) => ({
    ...difference,
    start: difference.start.toISOString(),
  }));
  return { ...report, differences };
}

function values({ count, sum, min, max }: BucketValues): string {
  return count === 0 ? 'empty' : `count ${count} sum ${sum / 1000} min ${min / 1000} max ${max / 1000}`;
}

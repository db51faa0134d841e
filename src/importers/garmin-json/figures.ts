import { member, textMember } from '../json/member.ts';
import type { LeftOutReason } from '../left-out.ts';

const RESTING = ['restingHeartRateInBeatsPerMinute', 'restingHeartRate', 'currentDayRestingHeartRate'];
const STATISTICS = [
  ...['averageHeartRateInBeatsPerMinute', 'minHeartRateInBeatsPerMinute', 'maxHeartRateInBeatsPerMinute'],
  ...['minHeartRate', 'maxHeartRate', 'minAvgHeartRate', 'maxAvgHeartRate', 'avgHr', 'maxHr', 'minHr', 'averageHR'],
];
/** What a day or an activity holds as a record of its own. */
const PARTS = ['summary', 'spo2SleepSummary'];

/**
 * Whether a record is of a JSON file of Garmin's account export: a day (`UDSFile_…`), a night (`…_sleepData`), a day's health
 * (`…_healthStatusData`) or an array of activities (`…_summarizedActivities`).
 */
export function isAccountFigures(record: unknown): boolean {
  if (Array.isArray(member(record, 'summarizedActivitiesExport'))) return true;
  if (member(record, 'sleepStartTimestampGMT') !== undefined) return true;
  if (textMember(record, 'calendarDate') === undefined) return false;
  return member(record, 'userProfilePK') !== undefined || Array.isArray(member(record, 'metrics'));
}

/** The figures in a record that are heart rates, and no readings: each reason once a record. */
export function figuresOf(record: unknown): readonly LeftOutReason[] {
  const activities = member(record, 'summarizedActivitiesExport');
  if (Array.isArray(activities)) return activities.flatMap(figuresOf);
  const parts = [record, ...PARTS.map((part) => member(record, part))];
  const has = (names: readonly string[]) =>
    parts.some((part) => names.some((name) => typeof member(part, name) === 'number'));
  const metrics = member(record, 'metrics');
  const isOfHealth = Array.isArray(metrics) && metrics.some((metric) => member(metric, 'type') === 'HR');
  return [
    ...(has(RESTING) ? (['resting'] as const) : []),
    ...(has(STATISTICS) || isOfHealth ? (['statistic'] as const) : []),
  ];
}

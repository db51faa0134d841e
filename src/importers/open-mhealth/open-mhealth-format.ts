import { UserName } from '../../model/user-name.ts';
import { unknownUnit } from '../heart-rate-unit.ts';
import type { ImportJob } from '../import-job.ts';
import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';
import type { RecordSink } from '../reading-writer.ts';

/** The one unit that the schema allows. */
const UNIT = 'beats/min';

/**
 * Open mHealth heart rates, by themselves or as data points with a header: one, an array, or one a line. What is an average, a
 * lowest or a highest value (`descriptive_statistic`) is not a reading. Of a time interval the start counts.
 * https://www.openmhealth.org/schemas/omh_heart-rate/
 */
export const openMhealthFormat: ReadingFormat = jsonFormat({
  name: 'open-mhealth',
  beginning: '{"heart_rate":{"value":…,"unit":"beats/min"},"effective_time_frame":… or {"header":{"schema_id":…',
  isOf: (beginning) => isPoint(Array.isArray(beginning) ? beginning[0] : beginning),
  paths: (beginning) => (Array.isArray(beginning) ? ['$.*'] : ['$']),
  reader: (job, records) => ({ value: (point) => addPoint(job, records, point) }),
});

function isPoint(value: unknown): boolean {
  const schema = member(member(value, 'header'), 'schema_id');
  return schema !== undefined || member(member(value, 'heart_rate'), 'unit') !== undefined;
}

function addPoint(job: ImportJob, records: RecordSink, point: unknown): void {
  const header = member(point, 'header');
  const body = header === undefined ? point : member(point, 'body');
  const heartRate = member(body, 'heart_rate');
  if (heartRate === undefined) return;
  if (member(body, 'descriptive_statistic') !== undefined) {
    job.leaveOut('statistic');
    return;
  }
  const value = member(heartRate, 'value');
  const unit = textMember(heartRate, 'unit') ?? '';
  if (unit !== UNIT) {
    records.reject('invalid_heart_rate', unknownUnit(value, unit), JSON.stringify(point));
    return;
  }
  const frame = member(body, 'effective_time_frame');
  const timestamp = textMember(frame, 'date_time') ?? textMember(member(frame, 'time_interval'), 'start_date_time');
  const user = textMember(header, 'user_id');
  records.add({
    ...(user === undefined ? {} : { user: new UserName(user) }),
    instant: timestamp === undefined ? undefined : job.isoTime(timestamp),
    timestamp,
    heartRate: value,
    device: textMember(member(header, 'acquisition_provenance'), 'source_name'),
    text: JSON.stringify(point),
  });
}

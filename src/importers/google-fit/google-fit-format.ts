import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';

const SOURCE = 'Data Source';
const POINTS = 'Data Points';

/**
 * Google Fit's export (Takeout): `…com.google.heart_rate.bpm….json` with `"Data Points"`, Unix nanoseconds. Derived streams
 * repeat raw ones with the same instants. https://developers.google.com/fit/datatypes/health#heart_rate
 */
export const googleFitFormat: ReadingFormat = jsonFormat({
  name: 'google-fit',
  beginning: '{"Data Source":"…com.google.heart_rate.bpm…","Data Points":[…',
  isOf: (beginning) => {
    const source = textMember(beginning, SOURCE);
    const type = textMember(member(member(beginning, POINTS), '0'), 'dataTypeName');
    return [source, type].some((name) => name?.includes('com.google.heart_rate.') === true);
  },
  paths: () => [`$.${SOURCE}`, `$.${POINTS}.*`],
  reader: (job, records) => {
    let source: string | undefined;
    return {
      value: (value, path) => {
        if (path[0] === SOURCE) {
          source = typeof value === 'string' ? value : undefined;
          return;
        }
        if (textMember(value, 'dataTypeName')?.endsWith('summary') === true) {
          job.leaveOut('statistic');
          return;
        }
        const nanoseconds = member(value, 'startTimeNanos');
        const origin = textMember(value, 'originDataSourceId');
        records.add({
          instant: millisecondsOf(nanoseconds),
          timestamp: nanoseconds,
          heartRate: member(member(member(member(value, 'fitValue'), '0'), 'value'), 'fpVal'),
          device: origin === undefined || origin === '' ? source : origin,
        });
      },
    };
  },
});

/** Finer digits are cut off; as text, since a double does not hold them all. */
function millisecondsOf(nanoseconds: unknown): number | undefined {
  const text = String(nanoseconds);
  if (!/^\d{1,19}$/.test(text)) return undefined;
  return Number(text.slice(0, -6));
}

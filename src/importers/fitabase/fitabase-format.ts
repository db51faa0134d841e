import { delimitedReadings, readingHeader } from '../delimited/delimited-readings.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { textFormat } from '../text-format.ts';
import { type FitabaseTime, parseFitabaseTime } from './fitabase-time.ts';

const COLUMNS = { userId: 'id', timestamp: 'time', heartRate: 'value' };
const HEADER = readingHeader(COLUMNS);

const NO_SECONDS =
  'times are given to the minute only: of several readings in one minute the last is kept; use the original export';

/** The public Fitbit set as Fitabase exports it (`heartrate_seconds_merged.csv`): `Id,Time,Value`, times without a zone. */
export const fitabaseFormat: ReadingFormat = textFormat({
  name: 'fitabase',
  beginning: 'the header Id,Time,Value',
  detect: (firstLine) => HEADER.parse(firstLine) !== undefined,
  parser: (firstLine, lineNumber, { zone }) => {
    const header = HEADER.parse(firstLine);
    if (header === undefined) return undefined;
    /** The clock of the file's first time: where that is a 12-hour one, a time without AM or PM could be either. */
    let clock: FitabaseTime['clock'] | undefined;
    let lacksSeconds = false;
    const parseTime = (text: string) => {
      const time = parseFitabaseTime(text);
      if (time === undefined) return undefined;
      clock ??= time.clock;
      if (clock === 12 && time.clock === 24) return undefined;
      lacksSeconds ||= !time.hasSeconds;
      return zone.toInstant(time.local);
    };
    return delimitedReadings(header, lineNumber, COLUMNS, parseTime, () => (lacksSeconds ? [NO_SECONDS] : []));
  },
});

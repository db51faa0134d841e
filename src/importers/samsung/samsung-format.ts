import { parseWrittenInstant } from '../../model/instant.ts';
import { columnsOf, recordLines } from '../delimited/record-lines.ts';
import { firstLine } from '../input/first-line.ts';
import { textHead } from '../input/utf8-text.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { recordBlocks } from '../reading-writer.ts';

const TABLE = /^com\.samsung\.(?:s?health)(?:\.tracker)?\.heart_rate,/;
/** Newer exports write the columns with the name of the table that they come from. */
const PREFIX = 'com.samsung.health.heart_rate.';

/**
 * Samsung Health's account export, `com.samsung.shealth.tracker.heart_rate.<date>.csv`: the first line names the table, the
 * second is the header, every row ends with a comma. Times are UTC, with the offset of the person's clocks beside them. A row
 * with `binning_data` sums up the minutes in that file (`samsung-bins`), which are the readings.
 */
export const samsungFormat: ReadingFormat = {
  name: 'samsung',
  beginning: 'a line com.samsung.shealth.tracker.heart_rate,…',
  numbered: 'lines',
  begins: (head) => TABLE.test(firstLine(textHead(head))?.line ?? ''),
  open: async (input, job) => ({
    blocks: (options) =>
      recordBlocks(job, options, async function* (records) {
        let table: string | undefined;
        let columns: ReadonlyMap<string, number> | undefined;
        let binned = 0;
        for await (const lines of recordLines(input)) {
          for (const { line, text, cells } of lines) {
            if (table === undefined) table = text;
            else if (cells === undefined)
              records.reject('malformed_row', 'the row has a quote out of place', text, line);
            else if (columns === undefined) {
              const names = cells.map((name) => name.trim().replace(PREFIX, ''));
              columns = columnsOf(input.name, names, ['start_time', 'heart_rate']);
              records.beginHeader(`${table}\n${text}`);
            } else {
              const cell = (name: string) => cells[columns!.get(name) ?? -1]?.trim() ?? '';
              const timestamp = cell('start_time');
              const heartRate = cell('heart_rate');
              if (cell('binning_data') !== '') {
                binned += 1;
                job.leaveOut('statistic');
              } else if (Number(heartRate) === 0) job.leaveOut('no_value');
              else
                records.add(
                  {
                    instant: utcTime(timestamp),
                    timestamp,
                    heartRate,
                    device: cell('deviceuuid') || undefined,
                    text,
                  },
                  line,
                );
            }
          }
          yield;
        }
        if (binned > 0) {
          job.warn(
            `rows that sum up minutes kept in files named …binning_data.json, which are imported by themselves: ${binned}`,
          );
        }
      }),
  }),
};

/** `2023-04-05 06:07:08.000`, in UTC. */
function utcTime(text: string): number | undefined {
  const written = parseWrittenInstant(text);
  return written === undefined ? undefined : written.local - (written.offset ?? 0);
}

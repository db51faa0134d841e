import { columnsOf, recordLines } from '../delimited/record-lines.ts';
import { firstLine } from '../input/first-line.ts';
import { textHead } from '../input/utf8-text.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { recordBlocks } from '../reading-writer.ts';
import { cellList } from './cell-list.ts';

const HEADER = 'start,duration,value';

/**
 * Withings' account export: `raw_hr_hr.csv`, `start,duration,value`, with lists of seconds and values in the cells of a row:
 * each value begins where the one before it ends. Steps, distances and others have the same header, so that the name of the
 * file counts. https://support.withings.com/hc/en-us/articles/201491377
 */
export const withingsFormat: ReadingFormat = {
  name: 'withings',
  beginning: `the header ${HEADER}, in raw_hr_hr.csv`,
  numbered: 'lines',
  begins: (head, { fileName = '' } = {}) =>
    firstLine(textHead(head))?.line.trim() === HEADER && /raw_.*hr.*\.csv/i.test(fileName),
  open: async (input, job) => ({
    blocks: (options) =>
      recordBlocks(job, options, async function* (records) {
        let columns: ReadonlyMap<string, number> | undefined;
        for await (const lines of recordLines(input)) {
          for (const { line, text, cells } of lines) {
            if (cells === undefined) records.reject('malformed_row', 'the row has a quote out of place', text, line);
            else if (columns === undefined) {
              columns = columnsOf(input.name, cells, HEADER.split(','));
              records.beginHeader(text);
            } else {
              const cell = (name: string) => cells[columns!.get(name)!] ?? '';
              const values = cellList(cell('value'));
              const durations = cellList(cell('duration'));
              const timestamp = cell('start');
              const start = job.isoTime(timestamp);
              let seconds = 0;
              values.forEach((heartRate, at) => {
                const instant = start === undefined ? undefined : start + seconds * 1000;
                seconds += Number(durations[at] ?? 0) || 0;
                if (Number(heartRate) === 0) job.leaveOut('no_value');
                else records.add({ instant, timestamp, heartRate, text }, line);
              });
            }
          }
          yield;
        }
      }),
  }),
};

import { recordLines } from '../delimited/record-lines.ts';
import { firstLine } from '../input/first-line.ts';
import { textHead } from '../input/utf8-text.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { writeBlocks } from '../reading-writer.ts';

/** WHOOP's account export, `physiological_cycles.csv` and others: figures of days, nights and workouts, and no readings. */
export const whoopFormat: ReadingFormat = {
  name: 'whoop',
  beginning: 'the header Cycle start time,…',
  numbered: 'lines',
  begins: (head) => firstLine(textHead(head))?.line.startsWith('Cycle start time,') === true,
  open: async (input, job) => ({
    blocks: (options) =>
      writeBlocks(job, options, async function* () {
        let lines = 0;
        for await (const records of recordLines(input)) {
          lines += records.length;
          yield;
        }
        job.leaveOut('statistic', Math.max(0, lines - 1));
        job.warn('WHOOP exports figures of days, nights and workouts; it has no readings');
      }),
  }),
};

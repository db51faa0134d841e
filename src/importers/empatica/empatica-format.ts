import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { fillBlocks } from '../fill-blocks.ts';
import { textOf } from '../input/open-text.ts';
import { textHead } from '../input/utf8-text.ts';
import { withHead } from '../input/with-head.ts';
import { LineParser } from '../line-parser.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { ReadingWriter } from '../reading-writer.ts';

const HEAD_BYTES = 4 * 1024;
const NUMBER = /^\d+(?:\.\d+)?$/;
/** 2013, before which there was no E4, to 2100. */
const MIN_START = 1_356_998_400;
const END_START = 4_102_444_800;
/** Of heart rates; a temperature, a pulse or a conductance of the skin comes more often, in a file of the same form. */
const HERTZ = 1;
const MAX_HEART_RATE = 300;

/**
 * `HR.csv` of the Empatica E4: a line with the start in Unix seconds (UTC), one with the rate in Hz, then a heart rate a line: the
 * mean of the 10 s around it. https://support.empatica.com/hc/en-us/articles/360029469772-E4-data-HR-csv-explanation
 */
export const empaticaFormat: ReadingFormat = {
  name: 'empatica',
  beginning: 'three lines of numbers: Unix seconds, 1.000000, a heart rate',
  numbered: 'lines',
  begins: (head) => startOf(head) !== undefined,
  open: async (input, job) => {
    const { head, all } = await withHead(input.chunks, HEAD_BYTES);
    const start = startOf(head);
    if (start === undefined) {
      throw new PulsebaseError('INVALID_FILE', `${input.name} does not begin with ${empaticaFormat.beginning}`);
    }
    const text = await textOf({ ...input, chunks: all });
    let at = -2;
    const parser = new LineParser(text.firstLineNumber, (block, line, row) => {
      const instant = Math.floor((start + at / HERTZ) * 1000);
      at += 1;
      if (at <= 0) return;
      if (Number(row) === 0) job.leaveOut('no_value');
      else new ReadingWriter(job, () => block).add({ row: line, instant, heartRate: row, text: row });
    });
    return { blocks: (options) => fillBlocks(text.pieces, parser, job, options) };
  },
};

/** When a recording began, in Unix seconds; `undefined` when the bytes are not the beginning of one. */
function startOf(head: Buffer): number | undefined {
  const [start = '', rate = '', first = ''] = textHead(head)
    .split('\n', 4)
    .map((line) => line.trim());
  if (![start, rate, first].every((line) => NUMBER.test(line))) return undefined;
  const seconds = Number(start);
  const isStart = seconds >= MIN_START && seconds < END_START;
  return isStart && Number(rate) === HERTZ && Number(first) <= MAX_HEART_RATE ? seconds : undefined;
}

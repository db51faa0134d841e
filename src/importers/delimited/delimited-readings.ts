import type { ReadingBlock } from '../../model/reading-block.ts';
import { addReading } from '../add-reading.ts';
import type { ReadingParser } from '../reading-parser.ts';
import { DelimitedRows, type RowSink } from './delimited-rows.ts';
import { type Header, type HeaderForm, parseHeader } from './header.ts';

/** Names of the three columns that make a reading. */
export interface ReadingColumns {
  readonly userId: string;
  readonly timestamp: string;
  readonly heartRate: string;
}

/** The headers of a file with these columns. */
export function readingHeader({ userId, timestamp, heartRate }: ReadingColumns): HeaderForm {
  const required = [userId, timestamp, heartRate];
  return { idColumn: userId, required, parse: (line) => parseHeader(line, required) };
}

/** A parser of readings from a delimited file; `parseTime` gives Unix ms. */
export function delimitedReadings(
  header: Header,
  headerLine: number,
  names: ReadingColumns,
  parseTime: (text: string) => number | undefined,
  warnings: () => readonly string[] = () => [],
): ReadingParser {
  const rows = new DelimitedRows(readingHeader(names), header, headerLine);
  let laidOut = header;
  let userId = 0;
  let timestamp = 0;
  let heartRate = 0;
  layOut(header);

  /** Apart from `row`, which is small so that the compiler can put it into the loop over the rows. */
  function layOut(next: Header): void {
    laidOut = next;
    userId = next.columns.get(names.userId)!;
    timestamp = next.columns.get(names.timestamp)!;
    heartRate = next.columns.get(names.heartRate)!;
  }

  class BlockSink implements RowSink {
    block: ReadingBlock;
    constructor(block: ReadingBlock) {
      this.block = block;
    }
    get isFull(): boolean {
      return this.block.isFull;
    }
    row(line: number, cells: readonly string[], header: Header): void {
      if (header !== laidOut) layOut(header);
      const time = cells[timestamp]!;
      addReading(this.block, line, cells[userId], parseTime(time), time, cells[heartRate]);
    }
    malformed(line: number, message: string): void {
      this.block.reject(line, 'malformed_row', message);
    }
  }

  return {
    read: (text, until, isLast, block) => rows.read(text, until, isLast, new BlockSink(block)),
    tooLong: (block) => rows.tooLong(new BlockSink(block)),
    warnings: () => [...warnings(), ...rows.warnings()],
  };
}

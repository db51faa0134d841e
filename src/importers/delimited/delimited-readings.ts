import type { ReadingBlock } from '../../model/reading-block.ts';
import { addReading } from '../add-reading.ts';
import type { ReadingParser } from '../reading-format.ts';
import { DelimitedRows, type RowSink } from './delimited-rows.ts';
import type { Header } from './header.ts';

/** Names of the three columns that make a reading. */
export interface ReadingColumns {
  readonly userId: string;
  readonly timestamp: string;
  readonly heartRate: string;
}

/** A parser of readings from a delimited file; `parseTime` gives Unix ms. */
export function delimitedReadings(
  header: Header,
  headerLine: number,
  names: ReadingColumns,
  parseTime: (text: string) => number | undefined,
  warnings: () => readonly string[] = () => [],
): ReadingParser {
  const userId = header.columns.get(names.userId)!;
  const timestamp = header.columns.get(names.timestamp)!;
  const heartRate = header.columns.get(names.heartRate)!;
  const rows = new DelimitedRows(header, headerLine, userId);

  class BlockSink implements RowSink {
    block: ReadingBlock;
    constructor(block: ReadingBlock) {
      this.block = block;
    }
    get isFull(): boolean {
      return this.block.isFull;
    }
    row(line: number, cells: readonly string[]): void {
      const time = cells[timestamp]!;
      addReading(this.block, line, cells[userId], parseTime(time), time, cells[heartRate]);
    }
    malformed(line: number, message: string): void {
      this.block.reject(line, 'malformed_row', message);
    }
  }

  return {
    read: (text, at, isLast, block) => rows.read(text, at, isLast, new BlockSink(block)),
    tooLong: (block) => rows.tooLong(new BlockSink(block)),
    warnings,
  };
}

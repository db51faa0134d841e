import { appleFile } from './export-files.ts';
import type { FormatFile } from './format-file.ts';

const USERS = 100;
const BEGIN = Date.UTC(2020, 0, 1);
const ROWS_A_CHUNK = 10_000;
/** Readings in a gigabyte of Apple's XML. */
const APPLE_READINGS = 1_720_000;

/** What is imported as a whole: one reading, for what the process takes in any case, and two large files. */
export function importFiles(rows: number): readonly FormatFile[] {
  return [csvFile(1), appleFile(APPLE_READINGS), csvFile(rows)];
}

function csvFile(readings: number): FormatFile {
  let sum = 0;
  for (let at = 0; at < readings; at += 1) sum += heartRateAt(at);
  const name = `csv: ${readings.toLocaleString('en')} ${readings === 1 ? 'row' : 'rows'}`;
  return { name, readings, sum, goal: 0, chunks: () => csvChunks(readings) };
}

/** Rows by time, all users in each second. */
function* csvChunks(readings: number): Generator<Buffer> {
  yield Buffer.from('userId,timestamp,heartRate\n');
  for (let first = 0; first < readings; first += ROWS_A_CHUNK) {
    const rows: string[] = [];
    for (let at = first; at < Math.min(readings, first + ROWS_A_CHUNK); at += 1) {
      const time = new Date(BEGIN + Math.floor(at / USERS) * 1000).toISOString();
      rows.push(`${(at % USERS) + 1},${time.slice(0, 19)}Z,${heartRateAt(at)}\n`);
    }
    yield Buffer.from(rows.join(''));
  }
}

function heartRateAt(at: number): number {
  return 60 + (at % 97);
}

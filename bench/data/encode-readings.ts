import type { ReadingBlock } from '../../src/model/reading-block.ts';

export const CSV_HEADER = 'user_id,timestamp,heart_rate\n';

/** A user id, a time to the second and a heart rate of thousandths, with commas and the line's end. */
const MAX_LINE = 50;
const DAY_MS = 86_400_000;
const [COMMA, NEWLINE, ZERO, COLON] = [44, 10, 48, 58];

/**
 * A block as CSV lines `7,2023-05-10 05:17:03,71` (UTC), which every contender's bulk way in reads. Takes the generator's
 * readings: whole seconds and whole bpm.
 */
export function encodeReadings(block: ReadingBlock): Buffer {
  const bytes = Buffer.allocUnsafe(block.length * MAX_LINE);
  let at = 0;
  let day = Number.NaN;
  let date = Buffer.alloc(0);
  for (let row = 0; row < block.length; row += 1) {
    const timestamp = block.timestamps[row]!;
    const heartRate = block.heartRates[row]!;
    if (timestamp % 1000 !== 0 || heartRate % 1000 !== 0) throw new Error('whole seconds and whole bpm only');
    const today = Math.floor(timestamp / DAY_MS);
    if (today !== day) {
      day = today;
      date = Buffer.from(`${new Date(timestamp).toISOString().slice(0, 10)} `);
    }
    at = writeInteger(bytes, at, block.userIds[row]!);
    bytes[at++] = COMMA;
    bytes.set(date, at);
    at += date.length;
    const second = (timestamp - today * DAY_MS) / 1000;
    at = writeTwoDigits(bytes, at, Math.floor(second / 3600));
    bytes[at++] = COLON;
    at = writeTwoDigits(bytes, at, Math.floor(second / 60) % 60);
    bytes[at++] = COLON;
    at = writeTwoDigits(bytes, at, second % 60);
    bytes[at++] = COMMA;
    at = writeInteger(bytes, at, heartRate / 1000);
    bytes[at++] = NEWLINE;
  }
  return bytes.subarray(0, at);
}

function writeTwoDigits(bytes: Buffer, at: number, value: number): number {
  bytes[at] = ZERO + Math.floor(value / 10);
  bytes[at + 1] = ZERO + (value % 10);
  return at + 2;
}

function writeInteger(bytes: Buffer, at: number, value: number): number {
  let end = at + 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end += 1;
  let rest = value;
  for (let digit = end - 1; digit >= at; digit -= 1) {
    bytes[digit] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return end;
}

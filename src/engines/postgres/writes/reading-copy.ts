import type { Readings } from './runs.ts';

/** Size of the pieces sent to the socket. */
const PIECE_BYTES = 256 * 1024;
/** The longest row: a count of fields, three lengths, an id, an instant, a decimal of three digits of base 10,000. */
const MAX_ROW_BYTES = 2 + 4 + 8 + 4 + 8 + 4 + 8 + 6;
/** Instants are microseconds since 2000-01-01. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_32 = 2 ** 32;
/** Signature, flags and length of the extension, https://www.postgresql.org/docs/current/sql-copy.html. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);

/** Readings as rows of `heart_rates` in the binary form of COPY, in pieces. */
export function* readingCopy({ length, userIds, timestamps, last }: Readings): Generator<Buffer> {
  let piece = Buffer.allocUnsafe(PIECE_BYTES);
  let at = HEADER.copy(piece);
  for (let row = 0; row < length; row += 1) {
    if (at + MAX_ROW_BYTES > PIECE_BYTES) {
      yield piece.subarray(0, at);
      // The previous piece may still be waiting in the socket.
      piece = Buffer.allocUnsafe(PIECE_BYTES);
      at = 0;
    }
    at = piece.writeInt16BE(3, at);
    at = writeInt64(piece, userIds[row]!, at);
    at = writeInt64(piece, (timestamps[row]! - EPOCH_MS) * 1000, at);
    at = writeDecimal(piece, last[row]!, at);
  }
  yield piece.subarray(0, at);
  yield TRAILER;
}

/** A length and an integer of at most 2^53, which may be negative. */
function writeInt64(piece: Buffer, value: number, at: number): number {
  const high = Math.floor(value / TWO_32);
  const next = piece.writeInt32BE(high, piece.writeInt32BE(8, at));
  return piece.writeUInt32BE(value - high * TWO_32, next);
}

/**
 * A length and thousandths as a `numeric` of scale 3: digits of base 10,000, the first with weight 10,000 ** weight, without
 * zeros at either end.
 */
function writeDecimal(piece: Buffer, milli: number, at: number): number {
  const magnitude = Math.abs(milli);
  const whole = Math.floor(magnitude / 1000);
  const fraction = (magnitude - whole * 1000) * 10;
  const high = Math.floor(whole / 10_000);
  const low = whole - high * 10_000;
  const digits = high > 0 ? [high, low, fraction] : low > 0 ? [low, fraction] : [fraction];
  const weight = high > 0 ? 1 : low > 0 ? 0 : -1;
  while (digits.at(-1) === 0) digits.pop();
  let next = piece.writeInt32BE(8 + digits.length * 2, at);
  next = piece.writeInt16BE(digits.length, next);
  next = piece.writeInt16BE(digits.length === 0 ? 0 : weight, next);
  next = piece.writeUInt16BE(milli < 0 ? 0x4000 : 0, next);
  next = piece.writeInt16BE(3, next);
  for (const digit of digits) next = piece.writeInt16BE(digit, next);
  return next;
}

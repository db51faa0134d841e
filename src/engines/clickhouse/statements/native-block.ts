/** A column on its way into ClickHouse: whole numbers up to 2^53 in magnitude, or texts. */
export type NativeColumn =
  | { readonly name: string; readonly type: IntegerType; readonly values: ArrayLike<number> }
  | { readonly name: string; readonly type: 'String'; readonly values: readonly string[] };

/** The most bytes of a text's length prefix: for up to 2^35 bytes. */
const MAX_LENGTH_BYTES = 5;

type IntegerType = 'Int64' | 'UInt64' | 'UInt32' | 'Int32' | 'Int16';

/**
 * Encodes columns of equal length as one block of ClickHouse's Native format: the fastest way in, since the engine
 * takes it column by column and parses nothing. https://clickhouse.com/docs/interfaces/formats/Native
 */
export function encodeNativeBlock(columns: readonly NativeColumn[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  const headers = columns.map(({ name, type }) => texts([name, type]));
  const start = Uint8Array.from([...varint(columns.length), ...varint(rows)]);
  return concat([start, ...columns.flatMap((column, at) => [headers[at]!, encodeColumn(column)])]);
}

function encodeColumn({ type, values }: NativeColumn): Uint8Array {
  if (type === 'String') return texts(values);
  return new Uint8Array(integers(type, values).buffer);
}

function integers(type: IntegerType, values: ArrayLike<number>) {
  if (type === 'UInt32') return Uint32Array.from(values);
  if (type === 'Int32') return Int32Array.from(values);
  return type === 'Int16' ? Int16Array.from(values) : wideIntegers(values);
}

/** Texts, each after its length, in one buffer: a separate array for each takes ten times as long. */
function texts(values: readonly string[]): Uint8Array {
  const lengths = values.map((text) => Buffer.byteLength(text));
  const buffer = Buffer.allocUnsafe(lengths.reduce((bytes, length) => bytes + MAX_LENGTH_BYTES + length, 0));
  let at = 0;
  for (const [index, text] of values.entries()) {
    for (const byte of varint(lengths[index]!)) buffer[at++] = byte;
    at += buffer.write(text, at);
  }
  return buffer.subarray(0, at);
}

/** 64-bit integers as pairs of 32-bit halves, little-endian like every machine that Node runs on: no BigInt per value. */
function wideIntegers(values: ArrayLike<number>): Uint32Array {
  const halves = new Uint32Array(values.length * 2);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    const high = Math.floor(value / 4_294_967_296);
    halves[2 * at] = value - high * 4_294_967_296;
    halves[2 * at + 1] = high;
  }
  return halves;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

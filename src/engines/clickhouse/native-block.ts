/** A column of whole numbers on its way into ClickHouse. */
export interface NativeColumn {
  readonly name: string;
  readonly type: 'Int64' | 'UInt64' | 'UInt32';
  /** Whole numbers up to 2^53 in magnitude. */
  readonly values: ArrayLike<number>;
}

/**
 * Encodes columns of equal length as one block of ClickHouse's Native format: the fastest way in, since the engine
 * takes it column by column and parses nothing. https://clickhouse.com/docs/interfaces/formats/Native
 */
export function encodeNativeBlock(columns: readonly NativeColumn[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  const headers = columns.map(({ name, type }) => concat([lengthPrefixed(name), lengthPrefixed(type)]));
  const start = concat([varint(columns.length), varint(rows)]);
  const size = columns.reduce(
    (bytes, { type }, at) => bytes + headers[at]!.length + rows * (type === 'UInt32' ? 4 : 8),
    start.length,
  );
  const block = new Uint8Array(size);
  block.set(start);
  let offset = start.length;
  for (const [at, { type, values }] of columns.entries()) {
    block.set(headers[at]!, offset);
    offset += headers[at]!.length;
    const data = type === 'UInt32' ? Uint32Array.from(values) : wideIntegers(values);
    block.set(new Uint8Array(data.buffer), offset);
    offset += data.byteLength;
  }
  return block;
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

function lengthPrefixed(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return concat([varint(bytes.length), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
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

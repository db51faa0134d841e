/** A column on its way into ClickHouse: whole numbers up to 2^53 in magnitude, or texts. */
export type NativeColumn =
  | { readonly name: string; readonly type: IntegerType; readonly values: ArrayLike<number> }
  | { readonly name: string; readonly type: 'String'; readonly values: readonly string[] };

type IntegerType = 'Int64' | 'UInt64' | 'UInt32' | 'Int32' | 'Int16';

/**
 * Encodes columns of equal length as one block of ClickHouse's Native format: the fastest way in, since the engine
 * takes it column by column and parses nothing. https://clickhouse.com/docs/interfaces/formats/Native
 */
export function encodeNativeBlock(columns: readonly NativeColumn[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  const headers = columns.map(({ name, type }) => concat([lengthPrefixed(name), lengthPrefixed(type)]));
  const start = concat([varint(columns.length), varint(rows)]);
  return concat([start, ...columns.flatMap((column, at) => [headers[at]!, encodeColumn(column)])]);
}

function encodeColumn({ type, values }: NativeColumn): Uint8Array {
  if (type === 'String') return concat(values.map(lengthPrefixed));
  return new Uint8Array(integers(type, values).buffer);
}

function integers(type: IntegerType, values: ArrayLike<number>) {
  if (type === 'UInt32') return Uint32Array.from(values);
  if (type === 'Int32') return Int32Array.from(values);
  return type === 'Int16' ? Int16Array.from(values) : wideIntegers(values);
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

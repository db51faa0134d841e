import { joinArrays } from './join-arrays.ts';

const HIGH = 2 ** 32;

/** The types that hold whole numbers: bytes a value, and how a column of them is read, which both sides write little-endian. */
const TYPES: Readonly<Record<string, readonly [size: number, read: (bytes: ArrayBuffer) => Float64Array]>> = {
  Int8: [1, (bytes) => Float64Array.from(new Int8Array(bytes))],
  UInt8: [1, (bytes) => Float64Array.from(new Uint8Array(bytes))],
  Int16: [2, (bytes) => Float64Array.from(new Int16Array(bytes))],
  UInt16: [2, (bytes) => Float64Array.from(new Uint16Array(bytes))],
  Int32: [4, (bytes) => Float64Array.from(new Int32Array(bytes))],
  UInt32: [4, (bytes) => Float64Array.from(new Uint32Array(bytes))],
  Int64: [8, (bytes) => joined(new Int32Array(bytes), new Uint32Array(bytes))],
  UInt64: [8, (bytes) => joined(new Uint32Array(bytes), new Uint32Array(bytes))],
};

/** Two halves instead of a BigInt for each value: exact up to 2^53, and no value here is higher. */
function joined(high: Int32Array | Uint32Array, low: Uint32Array): Float64Array {
  const values = new Float64Array(low.length / 2);
  for (let at = 0; at < values.length; at += 1) values[at] = high[2 * at + 1]! * HIGH + low[2 * at]!;
  return values;
}

/**
 * Reads whole numbers in ClickHouse's Native format, block after block, column after column: what `encodeNativeBlock`
 * writes. https://clickhouse.com/docs/interfaces/formats/Native
 *
 * @param width Columns that are expected; without rows there may be no block at all.
 */
export function parseNativeIntegers(bytes: Uint8Array, width: number): Float64Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Float64Array[][] = [];
  let offset = 0;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = view.getUint8(offset);
      offset += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  const text = (): string => {
    const length = varint();
    offset += length;
    return new TextDecoder().decode(bytes.subarray(offset - length, offset));
  };
  while (offset < bytes.length) {
    const columns = varint();
    const rows = varint();
    if (columns !== width) throw new TypeError(`the engine gave ${columns} columns instead of ${width}`);
    const block: Float64Array[] = [];
    for (let column = 0; column < columns; column += 1) {
      text();
      const type = text();
      const [size, read] = TYPES[type] ?? [];
      if (size === undefined || read === undefined)
        throw new TypeError(`the engine gave ${type}, which is not an integer`);
      const start = bytes.byteOffset + offset;
      // A copy, since columns begin at any byte.
      block.push(read(bytes.buffer.slice(start, start + rows * size) as ArrayBuffer));
      offset += rows * size;
    }
    blocks.push(block);
  }
  if (blocks.length === 1) return blocks[0]!;
  const make = (length: number) => new Float64Array(length);
  return Array.from({ length: width }, (_, column) =>
    joinArrays(
      blocks.map((block) => block[column]!),
      make,
    ),
  );
}

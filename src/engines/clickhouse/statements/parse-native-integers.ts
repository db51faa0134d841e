import { joinArrays } from './join-arrays.ts';

const HIGH = 2 ** 32;

/** Reads a value of a column at an offset. */
type ReadValue = (view: DataView, offset: number) => number;

/** The types that hold whole numbers: bytes a value, and how one is read. */
const TYPES: Readonly<Record<string, readonly [size: number, read: ReadValue]>> = {
  Int8: [1, (view, at) => view.getInt8(at)],
  UInt8: [1, (view, at) => view.getUint8(at)],
  Int16: [2, (view, at) => view.getInt16(at, true)],
  UInt16: [2, (view, at) => view.getUint16(at, true)],
  Int32: [4, (view, at) => view.getInt32(at, true)],
  UInt32: [4, (view, at) => view.getUint32(at, true)],
  // Two halves instead of a BigInt for each value: exact up to 2^53, and no value here is higher.
  Int64: [8, (view, at) => view.getInt32(at + 4, true) * HIGH + view.getUint32(at, true)],
  UInt64: [8, (view, at) => view.getUint32(at + 4, true) * HIGH + view.getUint32(at, true)],
};

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
      const values = new Float64Array(rows);
      for (let row = 0; row < rows; row += 1) values[row] = read(view, offset + row * size);
      offset += rows * size;
      block.push(values);
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

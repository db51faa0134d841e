/** Types of fields, as the protocol numbers them. */
export const UINT8 = 0x02;
export const UINT16 = 0x84;
export const UINT32 = 0x86;
export const UINT32Z = 0x8c;
export const STRING = 0x07;
export const BYTE = 0x0d;

/** Number, bytes and type of a field. */
export type FieldSpec = readonly [number: number, size: number, baseType: number];

interface Definition {
  readonly fields: readonly FieldSpec[];
  readonly added: number;
  readonly isBigEndian: boolean;
}

/** Writes FIT files for tests, message by message. */
export class FitWriter {
  readonly #messages: Buffer[] = [];
  readonly #definitions = new Map<number, Definition>();

  /** Defines a local type; `added` are the sizes of fields of apps. */
  define(
    local: number,
    message: number,
    fields: readonly FieldSpec[],
    { isBigEndian = false, added = [] }: { readonly isBigEndian?: boolean; readonly added?: readonly number[] } = {},
  ): this {
    const number = isBigEndian ? [message >> 8, message & 0xff] : [message & 0xff, message >> 8];
    const own = [0, isBigEndian ? 1 : 0, ...number, fields.length, ...fields.flat()];
    const apps = added.length === 0 ? [] : [added.length, ...added.flatMap((size, at) => [at, size, 0])];
    this.raw([0x40 | (added.length === 0 ? 0 : 0x20) | local, ...own, ...apps]);
    const size = added.reduce((sum, one) => sum + one, 0);
    this.#definitions.set(local, { fields, added: size, isBigEndian });
    return this;
  }

  /** A data message: a number or the bytes of each field. */
  data(local: number, ...values: readonly (number | Uint8Array)[]): this {
    return this.raw([local, ...this.#body(local, values)]);
  }

  /** The same with the last five bits of its time in its header. */
  timed(local: number, low: number, ...values: readonly (number | Uint8Array)[]): this {
    return this.raw([0x80 | (local << 5) | low, ...this.#body(local, values)]);
  }

  raw(bytes: Iterable<number>): this {
    this.#messages.push(Buffer.from([...bytes]));
    return this;
  }

  /** The whole file; `dataSize` is what its header says of the messages. */
  file({
    headerSize = 14,
    dataSize,
    checksum,
    headerChecksum,
    version = 0x20,
  }: {
    readonly headerSize?: number;
    readonly dataSize?: number;
    readonly checksum?: number;
    readonly headerChecksum?: number;
    readonly version?: number;
  } = {}): Buffer {
    const messages = Buffer.concat(this.#messages);
    const header = Buffer.alloc(headerSize);
    header.set([headerSize, version, 0x54, 0x08]);
    header.writeUInt32LE(dataSize ?? messages.length, 4);
    header.write('.FIT', 8, 'latin1');
    if (headerSize >= 14) header.writeUInt16LE(headerChecksum ?? bitwiseChecksum(header.subarray(0, 12)), 12);
    const body = Buffer.concat([header, messages]);
    const end = Buffer.alloc(2);
    end.writeUInt16LE(checksum ?? bitwiseChecksum(body));
    return Buffer.concat([body, end]);
  }

  #body(local: number, values: readonly (number | Uint8Array)[]): Buffer {
    const { fields, added, isBigEndian } = this.#definitions.get(local)!;
    const parts = fields.map(([, size], at) => {
      const value = values[at]!;
      const bytes = Buffer.alloc(size);
      if (typeof value !== 'number') bytes.set(value);
      else if (isBigEndian) bytes.writeUIntBE(value, 0, size);
      else bytes.writeUIntLE(value, 0, size);
      return bytes;
    });
    return Buffer.concat([...parts, Buffer.alloc(added, 0xaa)]);
  }
}

/** CRC-16/ARC, a bit at a time. */
function bitwiseChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1;
  }
  return sum;
}

/** 2023-04-05T07:08:09Z in seconds of FIT. */
export const SECOND = (Date.UTC(2023, 3, 5, 7, 8, 9) - Date.UTC(1989, 11, 31)) / 1000;

/** Twelve bits each, the low ones first. */
export function packed12(values: readonly number[]): Buffer {
  const bits = values.reduce((sum, value, at) => sum | (BigInt(value & 0xfff) << BigInt(12 * at)), 0n);
  return Buffer.from(
    Array.from({ length: (values.length * 12) / 8 }, (_, at) => Number((bits >> BigInt(8 * at)) & 0xffn)),
  );
}

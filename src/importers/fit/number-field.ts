import type { MessageLayout } from './message-layout.ts';

/** A type of numbers. */
interface NumberType {
  readonly width: number;
  /** The number that stands for none. */
  readonly none: number;
  read(bytes: Buffer, at: number, isBigEndian: boolean): number;
}

const uint8 = (none: number): NumberType => ({ width: 1, none, read: (bytes, at) => bytes[at]! });

const uint16 = (none: number): NumberType => ({
  width: 2,
  none,
  read: (bytes, at, isBigEndian) => (isBigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)),
});

const uint32 = (none: number): NumberType => ({
  width: 4,
  none,
  read: (bytes, at, isBigEndian) => (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)),
});

/** By the low five bits of their numbers in the protocol; the others say that they are written in the file's byte order. */
const TYPES: { readonly [baseType: number]: NumberType } = {
  0: uint8(0xff),
  2: uint8(0xff),
  4: uint16(0xffff),
  6: uint32(0xffff_ffff),
  10: uint8(0),
  11: uint16(0),
  12: uint32(0),
  13: uint8(0xff),
};

/** A field that holds unsigned whole numbers. */
export class NumberField {
  /** Numbers in it. */
  readonly count: number;
  readonly #type: NumberType;
  readonly #at: number;
  readonly #isBigEndian: boolean;

  private constructor(type: NumberType, at: number, count: number, isBigEndian: boolean) {
    this.#type = type;
    this.#at = at;
    this.count = count;
    this.#isBigEndian = isBigEndian;
  }

  /** `undefined` where messages of a layout have no such field, or one of another kind. */
  static of({ fields, isBigEndian }: MessageLayout, number: number): NumberField | undefined {
    const place = fields.get(number);
    if (place === undefined) return undefined;
    const type = TYPES[place.baseType & 0x1f];
    // What has no room for one number is bytes of no meaning.
    if (type === undefined || place.size < type.width) return undefined;
    return new NumberField(type, place.at, Math.floor(place.size / type.width), isBigEndian);
  }

  /** A number of the message that begins at `start`; `undefined` where it is the sign for none. */
  read(bytes: Buffer, start: number, index = 0): number | undefined {
    const value = this.#type.read(bytes, start + this.#at + index * this.#type.width, this.#isBigEndian);
    return value === this.#type.none ? undefined : value;
  }
}

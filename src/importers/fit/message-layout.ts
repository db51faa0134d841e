/** Where a field stands in the messages of a layout. */
export interface FieldPlace {
  readonly at: number;
  /** In bytes; it may be no multiple of what its type takes. */
  readonly size: number;
  /** As the protocol numbers types of fields. */
  readonly baseType: number;
}

/** What data messages of one local type hold, as their definition message says. */
export interface MessageLayout {
  /** What the messages are, as the profile numbers them. */
  readonly message: number;
  /** Bytes of a message behind its header. */
  readonly size: number;
  readonly isBigEndian: boolean;
  /** By their numbers in the profile, without those that an app has added. */
  readonly fields: ReadonlyMap<number, FieldPlace>;
}

const FIXED_BYTES = 5;
const FIELD_BYTES = 3;

/**
 * The bytes of a definition message behind its header, as far as they tell; fewer than there are when it has not come whole.
 *
 * @param hasAdded whether fields of apps ("developer fields") follow.
 */
export function definitionBytes(bytes: Buffer, at: number, hasAdded: boolean): number {
  const own = FIXED_BYTES + (at + 4 < bytes.length ? bytes[at + 4]! * FIELD_BYTES : 0);
  if (!hasAdded) return own;
  return own + 1 + (at + own < bytes.length ? bytes[at + own]! * FIELD_BYTES : 0);
}

/** Reads such bytes, whole. `undefined` when they say neither little nor big endian. */
export function messageLayout(bytes: Buffer, at: number, hasAdded: boolean): MessageLayout | undefined {
  const architecture = bytes[at + 1]!;
  if (architecture > 1) return undefined;
  const isBigEndian = architecture === 1;
  const fields = new Map<number, FieldPlace>();
  const end = at + FIXED_BYTES + bytes[at + 4]! * FIELD_BYTES;
  let size = 0;
  for (let field = at + FIXED_BYTES; field < end; field += FIELD_BYTES) {
    const number = bytes[field]!;
    const place = { at: size, size: bytes[field + 1]!, baseType: bytes[field + 2]! };
    if (!fields.has(number)) fields.set(number, place);
    size += place.size;
  }
  if (hasAdded) {
    const addedEnd = end + 1 + bytes[end]! * FIELD_BYTES;
    for (let field = end + 1; field < addedEnd; field += FIELD_BYTES) size += bytes[field + 1]!;
  }
  const message = isBigEndian ? bytes.readUInt16BE(at + 2) : bytes.readUInt16LE(at + 2);
  return { message, size, isBigEndian, fields };
}

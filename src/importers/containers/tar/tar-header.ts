const BLOCK = 512;

/** One member's header. */
export interface TarHeader {
  readonly path: string;
  readonly size: number;
  /** `0` is a file; others are folders, links, and headers of what follows. */
  readonly type: string;
}

/** The header in a block; `undefined` when its checksum is wrong, or its size is none. POSIX.1-1988 (ustar), with GNU's sizes of more than 8 GiB. */
export function tarHeader(block: Buffer): TarHeader | undefined {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at += 1) if (at < 148 || at >= 156) sum += block[at]!;
  const size = sizeOf(block);
  if (sum !== octal(block, 148, 8) || !isTarSize(size)) return undefined;
  const prefix = text(block, 345, 155);
  const name = text(block, 0, 100);
  const isUstar = block.toString('latin1', 257, 262) === 'ustar';
  return {
    path: isUstar && prefix !== '' ? `${prefix}/${name}` : name,
    size,
    type: text(block, 156, 1) || '0',
  };
}

/** Whether a number is one of bytes: a header, or an attribute in its place, may hold any text. */
export function isTarSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

function sizeOf(block: Buffer): number {
  // The highest bit says that a binary number follows.
  return (block[124]! & 0x80) === 0 ? octal(block, 124, 12) : Number(block.readBigUInt64BE(128));
}

function octal(block: Buffer, at: number, length: number): number {
  return Number.parseInt(text(block, at, length).trim() || '0', 8);
}

function text(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
}

/** What people pack files with that is not looked into, by its first bytes (hexadecimal). */
const PACKINGS: readonly (readonly [magic: string, name: string])[] = [
  ['425a68', 'packed by bzip2'],
  ['fd377a585a00', 'packed by xz'],
  ['28b52ffd', 'packed by zstd'],
  ['377abcaf271c', 'a 7z archive'],
  ['526172211a07', 'a RAR archive'],
  ['d0cf11e0a1b11ae1', 'an old Excel workbook'],
];

/** What a file is that has to be unpacked, or saved otherwise, by hand; `undefined` of all others. */
export function unknownPacking(head: Buffer): string | undefined {
  const found = PACKINGS.find(([magic]) => head.toString('hex', 0, magic.length / 2) === magic);
  if (found === undefined) return undefined;
  return `is ${found[1]}, which is not read; ${found[1].includes('workbook') ? 'save its sheet as CSV UTF-8, and import that' : 'unpack it, and import what was in it'}`;
}

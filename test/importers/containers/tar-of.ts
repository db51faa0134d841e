export interface TarEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** `0` is a file; others as ustar has them. */
  readonly type?: string;
  /** Goes before the name. */
  readonly prefix?: string;
  /** How the size is written, instead of in octal digits. */
  readonly size?: Buffer;
}

const BLOCK = 512;

/** A tar archive. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(entryOf), Buffer.alloc(2 * BLOCK)]);
}

/** Attributes of the member that comes next. */
export function paxOf(attributes: Readonly<Record<string, string>>): TarEntry {
  const content = Object.entries(attributes).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    // The length counts its own digits.
    const short = Buffer.byteLength(rest) + 1;
    const length = Buffer.byteLength(rest) + String(short + String(short).length - 1).length;
    return `${length}${rest}`;
  });
  return { name: 'PaxHeaders/x', type: 'x', content: content.join('') };
}

function entryOf({ name, content = '', type = '0', prefix = '', size }: TarEntry): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(bytes.length.toString(8).padStart(11, '0'), 124);
  size?.copy(header, 124);
  header.fill(' ', 148, 156);
  header.write(type, 156);
  header.write('ustar\u000000', 257, 'latin1');
  header.write(prefix, 345, 155);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
}

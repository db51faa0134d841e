import { constants, crc32, deflateRawSync } from 'node:zlib';

/** The bytes of a member of an archive, the same each time. */
export type MemberChunks = () => Iterable<Buffer>;

/** A zip archive, piece by piece, so that it takes no memory to write. */
export function* zipChunks(members: Iterable<readonly [path: string, chunks: MemberChunks]>): Generator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, chunks] of members) {
    const name = Buffer.from(path);
    const fields = fieldsOf(name, chunks);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), fields, entry, name]));
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields, name]);
    yield local;
    yield* deflated(chunks());
    offset += local.length + fields.readUInt32LE(14);
  }
  const central = Buffer.concat(directory);
  yield central;
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  yield end;
}

/** What the local header and the directory say of a member, for which it is made once before it is written. */
function fieldsOf(name: Buffer, chunks: MemberChunks): Buffer {
  let [checksum, unpacked, packed] = [0, 0, 0];
  function* counted() {
    for (const chunk of chunks()) {
      checksum = crc32(chunk, checksum);
      unpacked += chunk.length;
      yield chunk;
    }
  }
  for (const chunk of deflated(counted())) packed += chunk.length;
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x800, 2);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(checksum, 10);
  fields.writeUInt32LE(packed, 14);
  fields.writeUInt32LE(unpacked, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

/** Blocks of deflate that follow each other, and an empty last one. */
function* deflated(chunks: Iterable<Buffer>): Generator<Buffer> {
  for (const chunk of chunks) yield deflateRawSync(chunk, { finishFlush: constants.Z_SYNC_FLUSH });
  yield deflateRawSync(Buffer.alloc(0));
}

import { type ImportFileOptions, type OpenMember, openImport } from '../src/importers/open-import.ts';

/** A file that holds readings itself, opened. */
export interface SingleImport extends OpenMember {
  readonly totalBytes: number | undefined;
  bytesRead(): number;
  /** Closes the file; only needed when its blocks were not read to their end. */
  close(): Promise<void>;
}

/** Opens a file of readings; the first file in it, where it is an archive. @throws what is wrong with it. */
export async function openSingleImport(
  path: string,
  { format = 'auto', ...options }: Partial<ImportFileOptions> = {},
): Promise<SingleImport> {
  const target = await openImport(path, { format, ...options });
  const members = target.members();
  const { value: member } = await members.next();
  const close = async () => {
    await members.return(undefined);
    target.close();
  };
  if (member === undefined || 'isSkipped' in member) throw new Error(`${path} holds no readings`);
  if ('failure' in member) {
    await close();
    throw member.failure;
  }
  return {
    ...member,
    totalBytes: target.totalBytes,
    bytesRead: target.bytesRead,
    close,
    blocks: async function* () {
      try {
        yield* member.blocks();
      } finally {
        await close();
      }
    },
  };
}

import type { CopyFolder, PrivateCopy } from '../../importers/input/copy-folder.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';

/**
 * Writes a body to a file: an archive is read from its end, and some formats are read twice. The file is readable by this user
 * only.
 *
 * @throws PulsebaseError `DISK_FULL` and `RESOURCES_EXHAUSTED` when there is no room, and what the chunks throw; nothing is left.
 */
export async function spoolBody(chunks: AsyncIterable<Buffer>, uploads: CopyFolder): Promise<PrivateCopy> {
  return uploads.copy(chunks, (cause) => {
    if (!(cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'ENOSPC')) return cause;
    const message = 'there is no room on disk for the body; make room, or send a smaller one';
    return new PulsebaseError('DISK_FULL', message, { cause });
  });
}

import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { resourceShortage } from '../../model/resource-shortage.ts';
import type { UploadFolder } from '../state/upload-folder.ts';

/** A body in a private file. */
export interface SpooledBody {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Writes a body to a file: an archive is read from its end, and some formats are read twice. The file is readable by this user
 * only.
 *
 * @throws PulsebaseError `DISK_FULL` and `RESOURCES_EXHAUSTED` when there is no room, and what the chunks throw; nothing is left.
 */
export async function spoolBody(chunks: AsyncIterable<Buffer>, uploads: UploadFolder): Promise<SpooledBody> {
  const folder = await attempt(() => uploads.make());
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'body');
    const file = await attempt(() => open(path, 'wx', 0o600));
    try {
      for await (const chunk of chunks) await attempt(() => file.writeFile(chunk));
    } finally {
      await file.close();
    }
    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const shortage = resourceShortage(cause);
    if (shortage !== undefined) throw shortage;
    if (cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw new PulsebaseError('DISK_FULL', 'there is no room on disk for the body; make room, or send a smaller one', {
        cause,
      });
    }
    throw cause;
  }
}

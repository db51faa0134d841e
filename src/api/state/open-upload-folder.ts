import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CopyFolder } from '../../importers/input/copy-folder.ts';

/**
 * Where bodies of uploads are kept while they are read: a folder of the state directory, which only this user can read.
 *
 * @throws an error of the file system.
 */
export function openUploadFolder(stateDirectory: string): CopyFolder {
  const path = join(stateDirectory, 'uploads');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return new CopyFolder(path);
}

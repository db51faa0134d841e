import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a run of tests keeps what its files share; its runner removes it. */
export const RUN_DIRECTORY = 'TEST_RUN_DIRECTORY';

let own: string | undefined;

/**
 * Makes something that many test files need, for the first that asks; the others of the same run find it made. A process
 * without a run around it is a run of its own.
 *
 * @param make Puts it into an empty directory that unprivileged users may enter. What it puts there is moved, and is not to be changed.
 * @returns The directory.
 */
export async function oncePerRun(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const run = process.env[RUN_DIRECTORY] ?? ownRun();
  const made = join(run, name);
  if (existsSync(made)) return made;
  const making = makeRunDirectory(join(run, `${name}-`));
  await make(making);
  try {
    renameSync(making, made);
  } catch (error) {
    // Another file was quicker.
    rmSync(making, { recursive: true });
    if (!existsSync(made)) throw error;
  }
  return made;
}

/** A directory, removed by the caller, that unprivileged users may enter. */
export function makeRunDirectory(prefix = join(tmpdir(), 'pulsebase-tests-')): string {
  const directory = mkdtempSync(prefix);
  chmodSync(directory, 0o755);
  return directory;
}

function ownRun(): string {
  if (own === undefined) {
    const directory = makeRunDirectory();
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    own = directory;
  }
  return own;
}

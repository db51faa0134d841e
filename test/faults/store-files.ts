import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';

/** A directory for the stores of a test file, gone when it is disposed of. */
export function scratch(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'pulsebase-faults-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** The directories of the parts of a table of a closed store, those of one partition when it is named. */
export function partsOf(store: string, table: string, partition = ''): string[] {
  const directory = join(store, 'chdb', 'data', 'pulsebase', table);
  return readdirSync(directory)
    .filter((name) => /^(all|\d+)_\d+_\d+/.test(name) && name.startsWith(partition === '' ? '' : `${partition}_`))
    .map((name) => join(directory, name));
}

/** Cuts the data file of a part short. */
export function truncatePart(part: string): void {
  truncateSync(join(part, 'data.bin'), 60);
}

/** Flips bits in the middle of the data file of a part. */
export async function flipBytes(part: string): Promise<void> {
  const file = await open(join(part, 'data.bin'), 'r+');
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, Math.floor(size / 2));
    await file.write(
      buffer.map((byte) => byte ^ 0xff),
      0,
      4,
      Math.floor(size / 2),
    );
  } finally {
    await file.close();
  }
}

/** Runs statements in a closed store, behind the program's back. */
export function tamper(store: string, ...statements: readonly string[]): void {
  const session = new Session(join(store, 'chdb'));
  try {
    for (const sql of statements) session.query(sql);
  } finally {
    session.close();
  }
}

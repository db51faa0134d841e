import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own in memory, small, for root. */
export class SmallDisk implements Disposable {
  readonly path: string;

  constructor(megabytes: number) {
    this.path = mkdtempSync(join(tmpdir(), 'pulsebase-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', this.path]);
  }

  /** Takes all the room there is. */
  fill(): void {
    const file = openSync(join(this.path, 'ballast'), 'a');
    try {
      for (let size = 2 ** 20; size >= 1; ) {
        try {
          if (writeSync(file, Buffer.alloc(size)) < size) size /= 2;
        } catch {
          size = Math.floor(size / 2);
        }
      }
    } finally {
      closeSync(file);
    }
  }

  /** Takes all the room but this. */
  leave(megabytes: number): void {
    this.free();
    this.fill();
    const ballast = join(this.path, 'ballast');
    truncateSync(ballast, Math.max(0, statSync(ballast).size - Math.floor(megabytes * 2 ** 20)));
  }

  /** Gives back what {@link fill} took. */
  free(): void {
    rmSync(join(this.path, 'ballast'), { force: true });
  }

  remount(mode: 'ro' | 'rw'): void {
    execFileSync('mount', ['-o', `remount,${mode}`, this.path]);
  }

  [Symbol.dispose](): void {
    execFileSync('umount', ['-l', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}

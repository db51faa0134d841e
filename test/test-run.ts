import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeRunDirectory, RUN_DIRECTORY } from '../harness/once-per-run.ts';

export interface FileOptions {
  /** How many files run at the same time. */
  readonly concurrency: number;
  /** A file that takes longer has failed. */
  readonly timeoutMinutes: number;
}

/** A run of test files, in several parts, which share what is made once per run. */
export class TestRun {
  readonly #directory = makeRunDirectory();
  readonly #started = performance.now();
  /** Options for Node's test runner. */
  readonly #options: readonly string[];

  constructor(options: readonly string[]) {
    this.#options = options;
  }

  /** @returns Whether all files passed. */
  async run(name: string, files: readonly string[], options: FileOptions): Promise<boolean> {
    const { concurrency, timeoutMinutes } = options;
    const flags = ['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${timeoutMinutes * 60_000}`];
    const child = spawn(process.execPath, [...flags, ...this.#options, ...files], {
      cwd: join(import.meta.dirname, '..'),
      stdio: 'inherit',
      // Each process would strip and compile the same modules anew.
      env: {
        ...process.env,
        [RUN_DIRECTORY]: this.#directory,
        NODE_COMPILE_CACHE: join(this.#directory, 'compiled'),
      },
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    const minutes = ((performance.now() - this.#started) / 60_000).toFixed(1);
    const result = code === 0 ? 'passed' : 'failed';
    console.log(`${name} (${files.length} files): ${result}, ${minutes} min after the start\n`);
    return code === 0;
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

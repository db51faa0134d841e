import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { compile } from '../../../harness/built-package.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COPIED = ['package.json', 'tsconfig.json', 'src', 'packages', 'harness', 'test'];
const CHECKED = { extends: './tsconfig.json', include: ['src', 'test/conformance', '*.ts'] };
const run = promisify(execFile);

/** A copy of the sources, in which a test adds something as a person would, to show that nothing else needs to change. */
export class ChangedSources implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'pulsebase-adding-'));

  constructor() {
    for (const name of COPIED) cpSync(join(ROOT, name), join(this.directory, name), { recursive: true });
    writeFileSync(join(this.directory, 'tsconfig.checked.json'), JSON.stringify(CHECKED));
    symlinkSync(join(ROOT, 'node_modules'), join(this.directory, 'node_modules'));
  }

  /** Adds a file. */
  add(file: string, text: string): void {
    const path = join(this.directory, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  }

  /** Adds lines to a file that is there, behind the first one that a pattern finds. */
  insertAfter(file: string, line: RegExp, text: string): void {
    const path = join(this.directory, file);
    const lines = readFileSync(path, 'utf8').split('\n');
    const at = lines.findIndex((candidate) => line.test(candidate));
    if (at === -1) throw new Error(`${file} has no line like ${line}`);
    lines.splice(at + 1, 0, text);
    writeFileSync(path, lines.join('\n'));
  }

  /** Checks the types of the sources, of the conformance suite, and of what was added. */
  async typecheck(): Promise<void> {
    await compile('-p', join(this.directory, 'tsconfig.checked.json'));
  }

  /** Runs a module that stands in the copy, or all tests of a file there; gives what it prints. */
  async run(...args: readonly string[]): Promise<string> {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, args, { cwd: this.directory, env }).catch((error) => {
      throw new Error(`${error.stdout}${error.stderr}`);
    });
    return stdout;
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true });
  }
}

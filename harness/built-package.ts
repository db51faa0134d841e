import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { oncePerRun } from './once-per-run.ts';

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules/.bin');
const run = promisify(execFile);

/** Compiles what is published into a directory, as `npm run build` does into `dist/`. */
export async function buildInto(directory: string): Promise<void> {
  const built = await oncePerRun('dist', (made) => compile('-p', join(ROOT, 'tsconfig.build.json'), '--outDir', made));
  cpSync(built, directory, { recursive: true });
}

/** Runs the compiler of the repository. What it complains of is the message of the error. */
export async function compile(...args: readonly string[]): Promise<void> {
  await run(join(BIN, 'tsc'), args).catch((error: { readonly stdout: string }) => {
    throw new Error(error.stdout);
  });
}

/**
 * Packs Pulsebase and installs it into a directory, with links to what it depends on. Needs no network and leaves the
 * repository alone.
 *
 * @returns The directory of the installed package.
 */
export async function installPackage(directory: string): Promise<string> {
  const staged = join(directory, 'staged');
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly files: readonly string[];
    readonly dependencies: Readonly<Record<string, string>>;
  };
  await buildInto(join(staged, 'dist'));
  for (const name of ['package.json', 'README.md', 'LICENSE', ...manifest.files.filter((file) => file !== 'dist')]) {
    cpSync(join(ROOT, name), join(staged, name), { recursive: true });
  }
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', directory], {
    cwd: staged,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }];
  const modules = join(directory, 'node_modules');
  const installed = join(modules, 'pulsebase');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', join(directory, filename), '--strip-components=1', '-C', installed]);
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(join(modules, name, '..'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  rmSync(staged, { recursive: true });
  return installed;
}

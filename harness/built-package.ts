import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildPackages } from '../packages/build/build-packages.ts';
import { buildPages } from '../web/build-pages.ts';
import { oncePerRun } from './once-per-run.ts';

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules/.bin');
const run = promisify(execFile);

/** Directories of the packages in the repository. */
const PACKAGES = { pulsebase: '.', '@pulsebase/client': 'packages/client' } as const;

/** Where a package has the dashboard. */
const PAGES = 'web/dist';
const BUILT: readonly string[] = ['dist', PAGES];

type PackageName = keyof typeof PACKAGES;

interface Manifest {
  readonly files: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Compiles what is published into a directory, as `npm run build` does into the `dist/` of a package. */
export async function buildInto(directory: string, name: PackageName = 'pulsebase'): Promise<void> {
  const distOf = (made: string, which: PackageName) => join(made, PACKAGES[which], 'dist');
  const built = await oncePerRun('dist', (made) =>
    buildPackages(distOf(made, 'pulsebase'), distOf(made, '@pulsebase/client')),
  );
  cpSync(distOf(built, name), directory, { recursive: true });
}

/** The built dashboard, once for all who need it in a run. @returns Its directory, which is not to be changed. */
export async function builtPages(): Promise<string> {
  return join(await oncePerRun('pages', (made) => buildPages(join(made, 'built'))), 'built');
}

/** Runs the compiler of the repository. What it complains of is the message of the error. */
export async function compile(...args: readonly string[]): Promise<void> {
  await run(join(BIN, 'tsc'), args).catch((error: { readonly stdout: string }) => {
    throw new Error(error.stdout);
  });
}

/**
 * Packs a package as `npm pack` does. Needs no network and leaves the repository alone.
 *
 * @returns The tarball, which is put into the directory.
 */
export async function packPackage(directory: string, name: PackageName = 'pulsebase'): Promise<string> {
  const staged = join(directory, 'staged');
  const origin = join(ROOT, PACKAGES[name]);
  await buildInto(join(staged, 'dist'), name);
  const { files } = manifestOf(name);
  for (const file of [
    'package.json',
    'README.md',
    'LICENSE',
    ...files.filter((file) => !BUILT.includes(file) && !file.startsWith('!')),
  ]) {
    cpSync(join(origin, file), join(staged, file), { recursive: true });
  }
  if (files.includes(PAGES)) cpSync(await builtPages(), join(staged, PAGES), { recursive: true });
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', directory], {
    cwd: staged,
  });
  rmSync(staged, { recursive: true });
  // An array, or since npm 12 an object by name.
  const [packed] = Object.values(JSON.parse(stdout) as Readonly<Record<string, { readonly filename: string }>>);
  return join(directory, packed!.filename);
}

/**
 * Packs a package and installs it into a directory, with links to what it depends on. Optional dependencies are left out, as
 * `--omit=optional` does.
 *
 * @returns The directory of the installed package.
 */
export async function installPackage(directory: string, name: PackageName = 'pulsebase'): Promise<string> {
  const tarball = await packPackage(directory, name);
  const modules = join(directory, 'node_modules');
  const installed = join(modules, name);
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);
  for (const dependency of Object.keys(manifestOf(name).dependencies ?? {})) {
    mkdirSync(join(modules, dependency, '..'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', dependency), join(modules, dependency));
  }
  return installed;
}

function manifestOf(name: PackageName): Manifest {
  return JSON.parse(readFileSync(join(ROOT, PACKAGES[name], 'package.json'), 'utf8')) as Manifest;
}

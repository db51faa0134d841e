import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const WEB = import.meta.dirname;
const ROOT = join(WEB, '..');
/** The files of a build, beside what it is made of. */
const INPUTS = 'inputs.json';
/** Whose code is in the bundle, with the licences that must go with it. */
const BUNDLED = ['preact', '@preact/signals', '@preact/signals-core', 'uplot'];

/**
 * Builds the dashboard: a document, and what it loads under names with hashes of the content, compressed as well. What was in the
 * directory goes, in one step.
 *
 * @throws Error with what the bundler complains of.
 */
export async function buildPages(directory: string): Promise<void> {
  mkdirSync(dirname(directory), { recursive: true });
  const made = mkdtempSync(`${directory}-`);
  // Made for its owner alone; the package is for everybody.
  chmodSync(made, 0o755);
  const assets = join(made, 'assets');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['web/src/main.tsx', 'web/src/icon.svg'],
    outdir: assets,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy' },
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  const names = Object.keys(metafile.outputs).map((path) => basename(path));
  const nameOf = (extension: string) => names.find((name) => extname(name) === extension)!;
  const document = readFileSync(join(WEB, 'index.html'), 'utf8')
    .replace('%SCRIPT%', nameOf('.js'))
    .replace('%STYLE%', nameOf('.css'))
    .replace('%ICON%', nameOf('.svg'));
  writeFileSync(join(made, 'index.html'), document);
  const licences = BUNDLED.map(
    (name) => `${name}\n\n${readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8')}`,
  );
  writeFileSync(join(assets, 'licences.txt'), licences.join('\n\n'));
  for (const name of readdirSync(assets)) {
    const body = readFileSync(join(assets, name));
    writeFileSync(join(assets, `${name}.br`), brotliCompressSync(body));
    writeFileSync(join(assets, `${name}.gz`), gzipSync(body, { level: 9 }));
  }
  const inputs = [...Object.keys(metafile.inputs), 'web/index.html', 'web/build-pages.ts', 'package-lock.json'];
  writeFileSync(join(made, INPUTS), JSON.stringify(inputs));
  replace(directory, made);
}

/** Whether the directory has a build that nothing in its sources is newer than. */
export function areCurrent(directory: string): boolean {
  const list = join(directory, INPUTS);
  if (!existsSync(list)) return false;
  const built = statSync(list).mtimeMs;
  const inputs = JSON.parse(readFileSync(list, 'utf8')) as string[];
  return inputs.every((path) => {
    const file = statSync(join(ROOT, path), { throwIfNoEntry: false });
    return file !== undefined && file.mtimeMs <= built;
  });
}

function replace(directory: string, made: string): void {
  const old = `${made}-old`;
  if (existsSync(directory)) renameSync(directory, old);
  try {
    renameSync(made, directory);
  } catch (error) {
    // Another process has built the same meanwhile.
    rmSync(made, { recursive: true });
    if (!existsSync(directory)) throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

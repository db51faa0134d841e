import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { compile } from './built-package.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'deploy/kubernetes');

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** The objects in the files of deploy/kubernetes. */
export function readManifests(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((document) => {
    for (const fault of [...document.errors, ...document.warnings]) throw fault;
    return document.toJS() as Manifest;
  });
}

export function manifestFiles(): string[] {
  return readdirSync(FOLDER).sort();
}

/** Kubernetes' own schemas check the values and what is required. @throws Error with what is wrong. */
export async function checkValues(manifest: Manifest): Promise<void> {
  const models = (await import(moduleOf(manifest))) as Record<string, new (data: object) => { validate(): void }>;
  const Model = models[manifest.kind];
  if (Model === undefined) throw new Error(`${manifest.apiVersion} has no ${manifest.kind}`);
  new Model(manifest).validate();
}

/**
 * The types made of the same schemas know every field, so that the compiler finds a misspelt one, which Kubernetes ignores.
 *
 * @throws Error with what is wrong.
 */
export async function checkFields(manifests: readonly Manifest[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-kubernetes-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
    mkdirSync(join(directory, 'src'));
    const file = join(directory, 'src/manifests.ts');
    const lines = manifests.map(
      (manifest, at) =>
        `export const _${at}: import('${moduleOf(manifest)}').I${manifest.kind} = ${JSON.stringify(manifest, undefined, 1)};\n`,
    );
    writeFileSync(file, lines.join(''));
    await compile(
      '--noEmit',
      '--ignoreConfig',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      file,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function moduleOf({ apiVersion }: Manifest): string {
  return `kubernetes-models/${apiVersion}`;
}

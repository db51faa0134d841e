import { globSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the project. */
export const ROOT = join(import.meta.dirname, '../..');

/** The documents for people, by their paths below {@link ROOT}. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'packages/client/README.md',
  ...globSync('docs/**/*.md', { cwd: ROOT }).sort(),
];

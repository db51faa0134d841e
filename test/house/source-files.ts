import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The TypeScript files of a folder of the repository, by their paths in it, and the lines of each. */
export function sourceFiles(folder: string): ReadonlyMap<string, readonly string[]> {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return new Map(
    names
      .filter((name) => /\.tsx?$/.test(name) && !/(?:^|\/)(?:node_modules|dist)\//.test(name))
      .sort()
      .map((name) => [
        join(folder, name),
        readFileSync(join(ROOT, folder, name), 'utf8')
          .trimEnd()
          .split('\n'),
      ]),
  );
}

import { execFile } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import * as client from '../../src/client/index.ts';
import * as library from '../../src/index.ts';
import { modulesBehind } from './modules-behind.ts';
import { writeRequireDoor } from './write-require-door.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLIENT = 'client/index';

/**
 * Builds what is published: `pulsebase`, and of its modules those that the client loads as `@pulsebase/client`. What was in the
 * two directories goes.
 *
 * @throws Error with what the compiler complains of, or when the client would need a package.
 */
export async function buildPackages(libraryDirectory: string, clientDirectory: string): Promise<void> {
  for (const directory of [libraryDirectory, clientDirectory]) rmSync(directory, { recursive: true, force: true });
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  const options = ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', libraryDirectory];
  await promisify(execFile)(compiler, options).catch((error: { readonly stdout: string }) => {
    throw new Error(error.stdout);
  });
  writeRequireDoor(join(libraryDirectory, 'index.js'), library);
  writeRequireDoor(join(libraryDirectory, `${CLIENT}.js`), client);
  const doors = ['.js', '.d.ts'].flatMap((extension) => [
    ...modulesBehind(join(libraryDirectory, `${CLIENT}${extension}`)),
  ]);
  const shims = ['.cjs', '.d.cts'].map((extension) => join(libraryDirectory, `${CLIENT}${extension}`));
  for (const file of [...doors, ...shims]) cpSync(file, join(clientDirectory, relative(libraryDirectory, file)));
}

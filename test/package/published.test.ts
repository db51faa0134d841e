import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { packPackage } from '../../harness/built-package.ts';

const BIN = join(import.meta.dirname, '../../node_modules/.bin');
const directory = mkdtempSync(join(tmpdir(), 'pulsebase-published-'));
after(() => rmSync(directory, { recursive: true }));

/** Runs a program of the repository under this Node; what it complains of is the message of the error. */
async function check(program: string, ...args: readonly string[]): Promise<string> {
  const options = { env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } };
  const { stdout } = await promisify(execFile)(process.execPath, [join(BIN, program), ...args], options).catch(
    ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => assert.fail(`${stdout}${stderr}`),
  );
  return stdout;
}

for (const name of ['pulsebase', '@pulsebase/client'] as const) {
  test(`the tarball of ${name} has what its manifest says, as publint sees it`, async () => {
    assert.match(await check('publint', 'run', await packPackage(directory, name), '--strict'), /All good/);
  });

  test(`every door of ${name} has types that are right, from modules and from CommonJS`, async () => {
    const tarball = await packPackage(directory, name);
    const told = await check('attw', tarball, '--profile', 'node16', '--format', 'ascii', '--no-emoji');
    assert.match(told, /^node16 \(from CJS\): OK/m);
    assert.doesNotMatch(told, /^(?:node16|bundler)\b.*: (?!OK)/m);
  });
}

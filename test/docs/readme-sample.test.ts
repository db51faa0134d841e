import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const [, sample = ''] = /```ts\n(.*?)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];

test('the sample of the README prints what stands beside it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-readme-'));
  try {
    const file = join(directory, 'sample.mts');
    writeFileSync(file, sample.replace("'pulsebase'", `'${pathToFileURL(join(ROOT, 'src/index.ts'))}'`));
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: directory });
    const promised = [...sample.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
    assert.equal(promised.length, 3);
    assert.deepEqual(stdout.trimEnd().split('\n'), promised);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('the sample of the README holds nothing that only newer versions of Node.js read', () => {
  // Node.js 22 reads no `using`; type stripping and everything else in the sample it does.
  assert.doesNotMatch(sample, /\busing\b/);
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } };
const OLDEST = engines.node.replace(/^>=/, '');
const [MAJOR = 0, MINOR = 0] = OLDEST.split('.').map(Number);

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a Node.js that takes itself for another version. */
function runAs(version: string, args: readonly string[]): Promise<Outcome> {
  const disguise = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(disguise)}`, ...args],
      { cwd: ROOT },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

const OLD = ['18.20.8', `${MAJOR - 2}.99.0`, `${MAJOR}.${MINOR - 1}.9`];

/** One line, with what is wanted and what is there. */
const lineAbout = (version: string) =>
  new RegExp(`^.*NODE_TOO_OLD.*needs Node.js ${OLDEST} or newer; this is v${version} .*$`);

describe('a Node.js that is too old is told in one line', () => {
  for (const version of OLD) {
    test(`by the command line under ${version}`, async () => {
      const { exitCode, stdout, stderr } = await runAs(version, ['src/cli/main.ts', 'config']);
      assert.deepEqual([exitCode, stdout], [2, '']);
      assert.match(stderr.trimEnd(), lineAbout(version));
    });

    for (const door of ['./src/index.ts', './src/client/index.ts']) {
      test(`by ${door} under ${version}`, async () => {
        const load = `import('${door}').then(() => console.log('loaded'), ({ code, message }) => console.log(code + ': ' + message))`;
        const { stdout } = await runAs(version, ['--input-type=module', '--eval', load]);
        assert.match(stdout.trimEnd(), lineAbout(version));
      });
    }
  }

  test('and one that will do is not', async () => {
    for (const version of [`${OLDEST}.0`, `${MAJOR}.99.0`, `${MAJOR + 1}.0.0`]) {
      const { exitCode, stderr } = await runAs(version, ['src/cli/main.ts', '--version']);
      assert.deepEqual([exitCode, stderr], [0, ''], version);
    }
  });
});

test('the entry of the command line reads nothing else first: an old Node.js would stop there', () => {
  const importsOf = (file: string) =>
    [...readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(/^(?:import|export)\b.*?'([^']+)';$/gms)].map(
      ([, from]) => from,
    );
  assert.deepEqual(importsOf('cli/main.ts'), ['../model/node-complaint.ts']);
  assert.deepEqual(importsOf('model/node-complaint.ts'), []);
  assert.equal(importsOf('index.ts')[0], './model/require-supported-node.ts');
  assert.equal(importsOf('client/index.ts')[0], '../model/require-supported-node.ts');
});

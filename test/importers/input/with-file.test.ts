import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, test } from 'node:test';

const MODULE = new URL('../../../src/importers/input/with-file.ts', import.meta.url);

/** Copies chunks and, while the copy is read, tells its path. */
function program(chunks: string): string {
  return `
    import { withFile } from ${JSON.stringify(MODULE)};
    async function* chunks() { ${chunks} }
    const name = 'it';
    // What never ends by itself lives as long as its input.
    process.stdin.resume();
    for await (const path of withFile({ name, chunks: chunks() }, async function* (path) { yield path; })) {
      process.stdout.write(path);
      if (process.argv.includes('waits')) await new Promise(() => {});
    }
    process.stdin.destroy();`;
}

function start(directory: string, chunks: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program(chunks), '--', ...args], {
    env: { ...process.env, TMPDIR: directory, TEMP: directory, TMP: directory },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { child, said: once(child.stdout, 'data').then(([text]) => String(text)), ended: once(child, 'exit') };
}

describe('copies in the directory for temporary files', () => {
  test('go when they were read, and those of a process that was killed with the next', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'pulsebase-test-'));
    try {
      // While it is read, and while it is written.
      const reader = start(directory, `yield Buffer.from('ab'); yield Buffer.from('c');`, 'waits');
      const copy = await reader.said;
      assert.equal(dirname(dirname(copy)), directory);
      assert.equal(readFileSync(copy, 'utf8'), 'abc');
      const writer = start(
        directory,
        `yield Buffer.from('ab'); process.stdout.write('writing'); await new Promise(() => {});`,
      );
      assert.equal(await writer.said, 'writing');
      const others = ['pulsebase-copy', 'pulsebase-demo-abc', 'abc'];
      for (const name of others) mkdirSync(join(directory, name));
      assert.equal(readdirSync(directory).length, 2 + others.length);

      writer.child.kill('SIGKILL');
      await writer.ended;
      assert.equal(readdirSync(directory).length, 2 + others.length);
      const next = start(directory, `yield Buffer.from('d');`);
      await next.said;
      await next.ended;
      // The one that is being read stays, as its process runs.
      assert.deepEqual(readdirSync(directory).sort(), [...others, basename(dirname(copy))].sort());
      assert.equal(readFileSync(copy, 'utf8'), 'abc');

      reader.child.kill('SIGKILL');
      await reader.ended;
      const last = start(directory, `yield Buffer.from('e');`);
      await last.said;
      await last.ended;
      assert.deepEqual(readdirSync(directory).sort(), others.sort());
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

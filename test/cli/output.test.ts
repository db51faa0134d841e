import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Output } from '../../src/cli/output.ts';

describe('output', () => {
  test('a slow reader holds the writer back', async () => {
    let taken = 0;
    let goOn: (() => void) | undefined;
    const slow = new Writable({
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        taken += chunk.length;
        goOn = done;
      },
    });
    const output = new Output(slow);
    const line = `${'x'.repeat(999)}\n`;
    let written = 0;
    let pending: Promise<void> | undefined;
    while (pending === undefined) {
      pending = output.write(line);
      written += line.length;
    }
    assert.ok(written < 100_000);
    let isHeldBack = true;
    const released = pending.then(() => {
      isHeldBack = false;
    });
    await setImmediate();
    assert.ok(isHeldBack);
    goOn?.();
    await released;
    assert.equal(taken, written);
  });

  test('everything arrives, in order', async () => {
    const sink = new PassThrough();
    sink.setEncoding('utf8');
    let text = '';
    sink.on('data', (chunk: string) => {
      text += chunk;
    });
    const output = new Output(sink);
    const lines = Array.from({ length: 30_000 }, (_, at) => `line ${at} é\n`);
    for (const line of lines) await output.write(line);
    await output.flush();
    assert.equal(text, lines.join(''));
  });

  test('a reader who has gone is told apart from a failure', async () => {
    for (const [code, name] of [
      ['EPIPE', 'OutputClosed'],
      ['ENOSPC', 'Error'],
    ] as const) {
      const broken = new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
      });
      const output = new Output(broken);
      void output.write('text');
      await assert.rejects(output.flush(), { name });
      await assert.rejects(output.flush(), { name });
    }
  });
});

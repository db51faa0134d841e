import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['test', 'harness'];

/** How a test could wait for a while, or see how long something takes. */
const FORBIDDEN: readonly RegExp[] = [
  /(?<![.\w])set(?:Timeout|Interval)\s*\(/,
  /\bimport\b.*\b(?:setTimeout|setInterval|scheduler)\b.* from 'node:timers/,
  /\bAbortSignal\.timeout\b/,
  /\bAtomics\.wait/,
  /\b(?:Date|performance)\.now\b/,
  /\bhrtime\b/,
  /\bpg_sleep\b|\bsleep(?:EachRow)?\(\d/,
];

/** Files that may, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  'harness/until.ts': 'the one place where tests wait',
  'test/support/held-clock.ts': 'holds the clock',
  'test/support/wall-clock.ts': 'sets the clock on the wall',
  'test/faults/kill-switch.ts': 'kills at any moment of a step; nothing rests on which',
  'test/faults/victims.ts': 'kills at any moment; nothing rests on which',
  'test/faults/torture.ts': 'no test: tells how long it has run',
  'test/faults/torture-services.ts': 'no test: tells how long it has run',
  'test/test-run.ts': 'no test: tells how long the run took',
  'test/system/filling-disk.test.ts': 'fills the disk at any moment of a statement; nothing rests on which',
  'test/api/state-faults.test.ts': 'has a database answer late; nothing rests on how late',
  'test/system/clickhouse-faults.test.ts': 'has a server hold a write back, and awaits its end',
};

test('no test waits for a time or measures one: until() and holdClock() are there instead', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  const found = files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, at) =>
        FORBIDDEN.some((form) => form.test(line)) ? [{ file, text: `${file}:${at + 1}: ${line.trim()}` }] : [],
      ),
  );
  assert.deepEqual(
    found.filter(({ file }) => !(file in ALLOWED)).map(({ text }) => text),
    [],
  );
  const unused = Object.keys(ALLOWED).filter((file) => found.every((place) => place.file !== file));
  assert.deepEqual(unused, [], 'allowed what they do not do');
});

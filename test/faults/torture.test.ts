import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { KILL_POINTS } from './kill-points.ts';
import { TORTURE_HEADER } from './torture-report.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/torture.md'), 'utf8');

function torture(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'torture.ts'), ...args], { encoding: 'utf8' });
}

test('the document says what the report does, and has every moment', () => {
  assert.ok(document.startsWith(TORTURE_HEADER));
  for (const { during, moment } of KILL_POINTS) assert.ok(document.includes(`\n| ${during} | ${moment} | `), moment);
});

test('it says how it is called', () => {
  const { status, stdout } = torture('--help');
  assert.equal(status, 0);
  for (const option of ['kills', 'only', 'seed', 'at-once', 'report', 'progress']) {
    assert.match(stdout, new RegExp(`^  --${option} `, 'm'));
  }
});

test('a run that kills nothing has not gone well', () => {
  assert.equal(torture('--only', 'no such moment').status, 1);
  assert.equal(torture('--only', 'before the journal', '--kills', '0').status, 1);
});

test('a run that kills, and finds all well, has', () => {
  const { status, stdout } = torture('--only', 'put of users', '--kills', '1');
  assert.match(stdout, /put of users: .*: 1 kills, all well$/m);
  assert.equal(status, 0);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SERVICES_HEADER } from './services-report.ts';

function torture(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'torture-services.ts'), ...args], { encoding: 'utf8' });
}

test('the document says what the report does', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/torture-services.md'), 'utf8');
  assert.ok(document.startsWith(SERVICES_HEADER));
});

test('it says how it is called', () => {
  const { status, stdout } = torture('--help');
  assert.equal(status, 0);
  for (const option of ['rounds', 'events', 'seed', 'report']) assert.match(stdout, new RegExp(`^  --${option} `, 'm'));
});

test('a run of no rounds has not gone well', () => {
  assert.equal(torture('--rounds', '0').status, 1);
});

test('two services that are killed and frozen under load lose nothing, and bring nothing back', () => {
  const { status, stdout, stderr } = torture('--rounds', process.env.SERVICE_ROUNDS ?? '3');
  assert.equal(status, 0, `${stdout}\n${stderr}`);
});

test('whoever leads is killed and frozen while alarms are found and told: all are right, and told under one id each', () => {
  const events = 'kill the leader,freeze the leader';
  const { status, stdout, stderr } = torture('--rounds', process.env.SERVICE_ROUNDS ?? '2', '--events', events);
  assert.equal(status, 0, `${stdout}\n${stderr}`);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { COMMANDS } from '../../../src/cli/command-list.ts';
import { SETTING_DEFINITIONS } from '../../../src/config/setting-definitions.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runInProcess } from '../run-in-process.ts';

const PATH = 'docs/pulsebase.1';
const page = readFileSync(new URL(`../../../${PATH}`, import.meta.url), 'utf8');

describe('the manual page', () => {
  test(`is ${PATH}; pulsebase man > ${PATH} brings it up to date`, async () => {
    assert.equal((await runInProcess(new MemoryEngine(), ['man'])).stdout, page);
  });

  test('has every command, option and setting', async () => {
    const plain = page.replaceAll('\\-', '-');
    for (const { group, name } of COMMANDS) {
      const words = group === undefined ? [name] : [group, name];
      const section = plain.split(/^\.S[SH] /m).find((text) => text.startsWith(`pulsebase ${words.join(' ')}`));
      assert.ok(section !== undefined, words.join(' '));
      const { stdout } = await runInProcess(new MemoryEngine(), [...words, '--help']);
      const options = stdout.slice(0, stdout.indexOf('Global Options')).match(/^ {2}.*?--[a-z-]+/gm) ?? [];
      for (const option of options.map((text) => text.trim()).filter((text) => !text.endsWith('--help'))) {
        assert.ok(section.includes(`.B ${option}`), `${words.join(' ')} ${option}`);
      }
    }
    for (const { variable } of Object.values(SETTING_DEFINITIONS))
      assert.ok(plain.includes(`.B ${variable}\n`), variable);
  });

  test('is ASCII whose lines begin with known requests alone', () => {
    assert.match(page, /^[\n\x20-\x7e]+$/);
    const requests = new Set(page.match(/^[.'][^ \n]*/gm));
    const known = ['.TH', '.SH', '.SS', '.TP', '.PP', '.B', '.I', '.RI', '.nf', '.fi', '.RS', '.RE'];
    assert.deepEqual(
      [...requests].filter((request) => !known.includes(request)),
      [],
    );
    for (const [open, close] of [
      ['.nf', '.fi'],
      ['.RS 4', '.RE'],
    ] as const) {
      assert.equal(page.split(`\n${open}\n`).length, page.split(`\n${close}\n`).length, open);
    }
  });

  test('has nothing that mandoc warns of but the date that it lacks', { skip: skipWithout('mandoc') }, () => {
    const { stdout, error } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input: page, encoding: 'utf8' });
    assert.ifError(error);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date')),
      [],
    );
  });
});

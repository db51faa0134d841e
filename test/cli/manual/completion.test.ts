import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { COMMANDS } from '../../../src/cli/command-list.ts';
import { READING_FORMATS } from '../../../src/importers/registry.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { runInProcess } from '../run-in-process.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const directory = mkdtempSync(join(tmpdir(), 'pulsebase-completion-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const scripts = new Map<string, string>();
for (const shell of SHELLS) {
  const { stdout } = await runInProcess(new MemoryEngine(), ['completion', shell]);
  scripts.set(shell, join(directory, shell));
  writeFileSync(join(directory, shell), stdout);
}
writeFileSync(join(directory, 'readings.csv'), '');

function run(shell: string, script: string): string {
  const { status, stdout, stderr } = spawnSync(shell, ['-c', script], { encoding: 'utf8', cwd: directory });
  assert.deepEqual([status, stderr], [0, '']);
  return stdout;
}

function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

const FORMATS = ['auto', ...READING_FORMATS.map(({ name }) => name)].sort();

/** What a command line offers for its last word, which bash hands over in pieces. */
const OFFERED: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [
    ['query', ''],
    ['top', 'users'],
  ],
  [['query', 'top', '--ti'], ['--timezone']],
  [['query', 'top', '--sto'], ['--store']],
  [['--store', 'users', 'stat'], ['stats']],
  [['--st'], ['--store']],
  [['users', 'im'], ['import']],
  [['import', '--format', ''], FORMATS],
  [['import', '--format', 'nd'], ['ndjson']],
  [
    ['averages', '--resolution', ''],
    ['day', 'hour', 'month'],
  ],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
  [['query', 'users', '--min-heart-rate', '6'], []],
];

for (const shell of SHELLS) {
  test(`the script for ${shell} names every command, and is one that ${shell} reads`, { skip: !has(shell) }, () => {
    run(shell, shell === 'fish' ? `fish --no-execute ${scripts.get(shell)}` : `${shell} -n ${scripts.get(shell)}`);
  });
}

describe('bash', { skip: !has('bash') }, () => {
  const complete = (words: readonly string[]) =>
    run(
      'bash',
      `source ${scripts.get('bash')}; COMP_WORDS=(pulsebase ${words.map((word) => `'${word}'`).join(' ')});
       COMP_CWORD=${words.length}; _pulsebase; printf '%s\\n' "\${COMPREPLY[@]}"`,
    )
      .split('\n')
      .filter((word) => word !== '')
      .sort();

  for (const [words, offered] of OFFERED) {
    test(words.join(' '), () => assert.deepEqual(complete(words), offered));
  }

  test('a value behind an equals sign, which comes as words of their own', () => {
    assert.deepEqual(complete(['import', '--format', '=', 'c']), ['csv']);
    assert.deepEqual(complete(['import', '--format', '=']), FORMATS);
    assert.deepEqual(complete(['--store', '=', 'users', 'stat']), ['stats']);
  });

  test('every command is offered', () => {
    const offered = complete(['']);
    for (const { group, name } of COMMANDS) assert.ok(offered.includes(group ?? name), name);
  });
});

describe('fish', { skip: !has('fish') }, () => {
  const complete = (line: string) =>
    run('fish', `source ${scripts.get('fish')}; complete -C 'pulsebase ${line}'`)
      .split('\n')
      .map((offered) => offered.split('\t')[0]!)
      .filter((word) => word !== '')
      .sort();

  for (const [words, offered] of OFFERED) {
    test(words.join(' '), () => assert.deepEqual(complete(words.join(' ')), offered));
  }

  test('files where a command reads some', () => {
    assert.ok(complete('import r').includes('readings.csv'));
    assert.deepEqual(complete('stats r'), []);
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { COMMANDS } from '../../../src/cli/command-list.ts';
import { READING_FORMATS } from '../../../src/importers/registry.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runInProcess } from '../run-in-process.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const directory = mkdtempSync(join(tmpdir(), 'pulsebase-completion-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const scripts = new Map<string, string>();
for (const shell of SHELLS) {
  const { stdout, exitCode } = await runInProcess(new MemoryEngine(), ['completion', shell]);
  assert.equal(exitCode, 0);
  scripts.set(shell, join(directory, shell));
  writeFileSync(join(directory, shell), stdout);
}
writeFileSync(join(directory, 'readings.csv'), '');

function run(shell: string, script: string): string {
  const { status, stdout, stderr } = spawnSync(shell, ['-c', script], { encoding: 'utf8', cwd: directory });
  assert.deepEqual([status, stderr], [0, '']);
  return stdout;
}

/** The words that a shell offers, told in lines, each once. */
function words(lines: readonly string[]): string[] {
  return [...new Set(lines)].filter((word) => word !== '').sort();
}

const FORMATS = words(['auto', ...READING_FORMATS.map(({ name }) => name)]);

/** What a command line offers for its last word, which bash hands over in pieces. */
const OFFERED: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [
    ['query', ''],
    ['top', 'users'],
  ],
  [['query', 'top', '--ti'], ['--timezone']],
  [['query', 'top', '--sto'], ['--store']],
  [['--store', 'users', 'stats'], ['stats']],
  [['--st'], ['--store']],
  [['users', 'im'], ['import']],
  [['import', '--format', ''], FORMATS],
  [['import', '--format', 'nd'], ['ndjson']],
  [
    ['averages', '--resolution', ''],
    ['day', 'hour', 'month', 'week'],
  ],
  [
    ['timeline', '--level', '1'],
    ['1-minute', '10-minutes', '10-seconds'],
  ],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
  [['query', 'users', '--min-heart-rate', '6'], []],
];

for (const shell of SHELLS) {
  test(`the script for ${shell} names every command, and is one that ${shell} reads`, {
    skip: skipWithout(shell),
  }, () => {
    const script = readFileSync(scripts.get(shell)!, 'utf8');
    for (const { group, name } of COMMANDS) {
      for (const word of [group, name]) assert.ok(word === undefined || script.includes(word), word);
    }
    run(shell, shell === 'fish' ? `fish --no-execute ${scripts.get(shell)}` : `${shell} -n ${scripts.get(shell)}`);
  });
}

describe('bash', { skip: skipWithout('bash') }, () => {
  const complete = (typed: readonly string[]) =>
    words(
      run(
        'bash',
        `source ${scripts.get('bash')}; COMP_WORDS=(pulsebase ${typed.map((word) => `'${word}'`).join(' ')});
         COMP_CWORD=${typed.length}; _pulsebase; printf '%s\\n' "\${COMPREPLY[@]}"`,
      ).split('\n'),
    );

  for (const [typed, offered] of OFFERED) {
    test(typed.join(' '), () => assert.deepEqual(complete(typed), offered));
  }

  test('a value behind an equals sign, which comes as words of their own', () => {
    assert.deepEqual(complete(['import', '--format', '=', 'c']), ['csv']);
    assert.deepEqual(complete(['import', '--format', '=']), FORMATS);
    assert.deepEqual(complete(['--store', '=', 'users', 'stats']), ['stats']);
  });

  test('every command is offered', () => {
    const offered = complete(['']);
    for (const { group, name } of COMMANDS) assert.ok(offered.includes(group ?? name), name);
  });
});

describe('fish', { skip: skipWithout('fish') }, () => {
  const complete = (line: string) =>
    words(
      run('fish', `source ${scripts.get('fish')}; complete -C 'pulsebase ${line}'`)
        .split('\n')
        .map((offered) => offered.split('\t')[0]!),
    );

  for (const [typed, offered] of OFFERED) {
    test(typed.join(' '), () => assert.deepEqual(complete(typed.join(' ')), offered));
  }

  test('files where a command reads some', () => {
    assert.ok(complete('import r').includes('readings.csv'));
    assert.deepEqual(complete('stats r'), []);
  });
});

/** Has an interactive zsh complete a line at a terminal, and prints `offered:` before each word that it is given. */
const ZSH_AT_A_TERMINAL = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PROMPT=; autoload -Uz compinit; compinit -u -D; source "$SCRIPT"'
zpty -w shell 'compadd() {
  if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)* ]]; then
    local -a hits
    builtin compadd -A hits "$@"
    print -rl -- offered:$^hits
  fi
  builtin compadd "$@"
}'
zpty -w shell 'complete-once() { _main_complete; print done:; exit }; zle -C complete-once complete-word complete-once'
# The terminal shows what is typed: the word must not stand there before it is printed.
zpty -w shell 'bindkey "^X" complete-once; print rea""dy'
zpty -r shell text '*ready*'
zpty -n -w shell "pulsebase $LINE"$'\\C-X'
zpty -r shell text '*done:*'
print -r -- $text
`;

describe('zsh', { skip: skipWithout('zsh') }, () => {
  const complete = (line: string) => {
    const env = { ...process.env, SCRIPT: scripts.get('zsh'), LINE: line };
    const options = { encoding: 'utf8', cwd: directory, env, timeout: 60_000 } as const;
    const { stdout, stderr, status } = spawnSync('zsh', ['-f', '-c', ZSH_AT_A_TERMINAL], options);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /done:/);
    // An option that takes a value is offered with its equals sign.
    return words([...stdout.matchAll(/offered:([^\s=]*)/g)].map(([, word]) => word!));
  };

  for (const [typed, offered] of OFFERED) {
    test(typed.join(' '), () => assert.deepEqual(complete(typed.join(' ')), offered));
  }

  test('files where a command reads some', () => {
    assert.ok(complete('import r').includes('readings.csv'));
    assert.deepEqual(complete('stats r'), []);
  });
});

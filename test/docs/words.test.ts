import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
/** Words that docs/glossary.md has others for; `mission_users` is the name of a table in stores that exist. */
const AVOIDED =
  /\bmissions?\b|\bnotebooks?\b|\bquestions?\b(?! mark|\()|\bdivided by commas\b|\brosters?\b|\bturnstiles?\b|\bstrangers?\b|\bunits? of work\b/i;

const FILES = execFileSync(
  'git',
  ['ls-files', 'src', 'web', 'packages', 'bench', 'harness', 'docs', 'README.md', 'CONTRIBUTING.md'],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
  .trim()
  .split('\n')
  .filter((path) => /\.(tsx?|md)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

test('the words of the glossary are used, not those that they took the place of', () => {
  assert.ok(FILES.length > 400, `${FILES.length} files`);
  const found = FILES.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (AVOIDED.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
  assert.deepEqual(found, []);
});

test('the glossary has twenty to forty entries, each word once, and each is used', () => {
  const glossary = FILES.find(({ path }) => path === 'docs/glossary.md')!.text;
  const entries = [...glossary.matchAll(/^\| (?!word \|)(\w[^|]*) \|/gm)].map(([, entry]) => entry!.split(', '));
  assert.ok(entries.length >= 20 && entries.length <= 40, `${entries.length} entries`);
  const words = entries.flat();
  assert.equal(new Set(words).size, words.length);
  const others = FILES.filter(({ path }) => path !== 'docs/glossary.md').map(({ text }) => text);
  const unused = words.filter(
    (word) => !others.some((text) => new RegExp(`\\b${word.replace(' ', '[ -]?')}`, 'i').test(text)),
  );
  assert.deepEqual(unused, []);
});

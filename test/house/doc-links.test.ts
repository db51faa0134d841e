import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFiles } from './source-files.ts';

const COMMENT = /\/\*.*?\*\/|^\s*\/\/.*?$/gms;

/** The words of code of each file, comments left out, and what its comments link to. */
const FILES = ['src', 'packages/build', 'harness', 'bench', 'test'].flatMap((folder) =>
  [...sourceFiles(folder)].map(([path, lines]) => {
    const text = lines.join('\n');
    const comments = (text.match(COMMENT) ?? []).join('\n');
    return {
      path,
      words: new Set(text.replaceAll(COMMENT, '').match(/[\w$]+/g)),
      links: [...comments.matchAll(/\{@link(?:code|plain)?\s+([^}|\s]+)[^}]*\}/g)].map(([, name]) => name!),
    };
  }),
);

test('what a docstring links to is declared or imported where it stands', () => {
  const all = FILES.flatMap(({ links }) => links);
  assert.ok(all.length > 40, `${all.length} links`);
  const broken = FILES.flatMap(({ path, words, links }) =>
    links.filter((name) => !isThere(name, words)).map((name) => `${path}: ${name}`),
  );
  assert.deepEqual(broken, []);
});

/** Whether a name, or a member by the name of its class, is one that code in scope has. */
function isThere(link: string, words: ReadonlySet<string>): boolean {
  const [name, ...members] = link.split(/[.#]/);
  const declares = (word: string) => FILES.some((file) => file.words.has(name!) && file.words.has(word));
  return words.has(name!) && members.every(declares);
}

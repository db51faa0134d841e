import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFiles } from './source-files.ts';

const NAME = /chdb|clickhouse|postgres/i;
/** URLs of stores, which may stand anywhere as examples. */
const EXAMPLE = /\b(?:chdb|clickhouses?|postgres(?:ql)?):[./\w][^\s'"`]*/g;

/** Lines that may name an engine outside `src/engines`, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  '/** Short name of the engine, such as `chdb`. */': 'shows what callers see',
  '/** Short name of the engine for people, such as `chdb`. */': 'shows what callers see',
  '/** Short name of the engine behind the store, such as `chdb`. */': 'shows what callers see',
};

/** Where a database stands by its name: engines, and the state of the service. */
const AT_HOME = /^src\/(?:engines|state)\//;

test('no engine is named outside its folder and the registry', () => {
  const found = [...sourceFiles('src')].flatMap(([path, lines]) =>
    AT_HOME.test(path)
      ? []
      : lines
          .filter((line) => NAME.test(line.replaceAll(EXAMPLE, '')))
          .map((line) => ({ text: line.trim(), where: `${path}: ${line.trim()}` })),
  );
  assert.deepEqual(
    found.filter(({ text }) => !(text in ALLOWED)).map(({ where }) => where),
    [],
  );
  const unused = Object.keys(ALLOWED).filter((line) => found.every(({ text }) => text !== line));
  assert.deepEqual(unused, [], 'allowed what is nowhere');
});

test('the families do not name each other', () => {
  const others: Readonly<Record<string, RegExp>> = { clickhouse: /postgres/i, postgres: /chdb|clickhouse/i };
  const found = Object.entries(others).flatMap(([family, name]) =>
    [...sourceFiles(`src/engines/${family}`)].flatMap(([path, lines]) =>
      lines.filter((line) => name.test(line)).map((line) => `${path}: ${line.trim()}`),
    ),
  );
  assert.deepEqual(found, []);
});

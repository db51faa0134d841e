import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { buildInto } from '../../harness/built-package.ts';
import { declarations, importedBy, namesIn, textOf } from './declarations.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-door-'));
after(() => rmSync(directory, { recursive: true }));
await buildInto(directory);

const GIVEN_ON = /^export (?:type )?\{([^}]*)\} from '([^']+)'/gm;

/** The symbols that a file of declarations gives out, by the file that declares them. */
function publicSymbols(file: string, found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  const text = readFileSync(file, 'utf8');
  const declaredIn = (path: string) => join(dirname(file), path.replace(/\.ts$/, '.d.ts'));
  for (const [, path] of text.matchAll(/^export \* from '([^']+)'/gm)) publicSymbols(declaredIn(path!), found);
  for (const [, names, path] of text.matchAll(GIVEN_ON)) {
    for (const name of namesIn(names!)) {
      const target = declaringFile(declaredIn(path!), name);
      found.set(target, new Set([...(found.get(target) ?? []), name]));
    }
  }
  return found;
}

/** The file that declares a name which another one gives out, perhaps from a third. */
function declaringFile(file: string, name: string): string {
  const givenOn = [...readFileSync(file, 'utf8').matchAll(GIVEN_ON)];
  const [, , path] = givenOn.find(([, names]) => namesIn(names!).includes(name)) ?? [];
  return path === undefined ? file : declaringFile(join(dirname(file), path.replace(/\.ts$/, '.d.ts')), name);
}

for (const door of ['index.d.ts', 'client/index.d.ts']) {
  describe(door, () => {
    const symbols = publicSymbols(join(directory, door));
    const all = new Set([...symbols.values()].flatMap((names) => [...names]));

    test('everything that it gives out is found', () => {
      assert.ok(all.size > 35, `${all.size} symbols`);
      for (const [file, names] of symbols) {
        const declared = new Set(declarations(readFileSync(file, 'utf8')).map(({ symbol }) => symbol));
        assert.deepEqual(
          [...names].filter((name) => !declared.has(name)),
          [],
          file,
        );
      }
    });

    test('whatever stands in its signatures is given out as well', () => {
      const hidden = [...symbols].flatMap(([file, names]) =>
        importedBy(readFileSync(file, 'utf8'), names).filter((name) => !all.has(name)),
      );
      assert.deepEqual([...new Set(hidden)], []);
    });

    test('every symbol and every member of one has a docstring', () => {
      const bare = [...symbols].flatMap(([file, names]) =>
        declarations(readFileSync(file, 'utf8'))
          .filter(({ symbol, isDocumented }) => names.has(symbol) && !isDocumented)
          .map(({ name }) => name),
      );
      assert.deepEqual(bare, []);
    });

    test('instants are dates: nothing speaks of Unix time but the blocks of readings', () => {
      const speaking = [...symbols].flatMap(([file, names]) => {
        const text = readFileSync(file, 'utf8');
        return [...names].filter((name) => /unix|epoch/i.test(textOf(text, new Set([name]))));
      });
      assert.deepEqual(speaking, ['ReadingBlock']);
    });
  });
}

test('the client gives out all that the library does, but for what opens a store in the process', () => {
  const namesOf = (door: string) =>
    new Set([...publicSymbols(join(directory, door)).values()].flatMap((names) => [...names]));
  const client = namesOf('client/index.d.ts');
  const missing = [...namesOf('index.d.ts')].filter((name) => !client.has(name));
  assert.deepEqual(missing.sort(), ['DEFAULT_OPTIONS', 'EngineOptions', 'StoreOptions', 'openStore']);
});

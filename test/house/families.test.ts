import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SHARED_FILES } from './rooms.ts';
import { sourceFiles } from './source-files.ts';

const FAMILIES = ['clickhouse', 'postgres'];
/** About three lines for each method of the port. */
const MAX_LINES = 170;
const FILES = sourceFiles('src/engines');

for (const family of FAMILIES) {
  test(`${family} keeps the same things under the same names as the other family`, () => {
    const wanted = Object.entries(SHARED_FILES).flatMap(([room, names]) => names.map((name) => `${room}/${name}.ts`));
    const missing = wanted.filter((name) => !FILES.has(`src/engines/${family}/${name}`));
    assert.deepEqual(missing, []);
    for (const room of Object.keys(SHARED_FILES)) {
      const inRoom = [...FILES.keys()].filter((path) => path.startsWith(`src/engines/${family}/${room}/`));
      assert.notEqual(inRoom.length, 0, room);
    }
  });

  test(`the engine of ${family} is a delegate`, () => {
    const lines = FILES.get(`src/engines/${family}/${family}-engine.ts`)?.length;
    assert.ok(lines !== undefined && lines <= MAX_LINES, `${lines} lines`);
  });
}

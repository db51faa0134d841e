import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IForbiddenRuleType } from 'dependency-cruiser';
import { moduleGraph } from './module-graph.ts';
import { ENGINE_ROOMS, PACKAGES, ROOMS, type Rooms } from './rooms.ts';

function pathOf(room: string): string {
  return `^src/${room.replaceAll('.', '\\.')}${room.endsWith('.ts') ? '$' : '/'}`;
}

/** A rule for each room: of `src/` it imports from itself and from what stands beside it. */
function directions(rooms: Rooms): IForbiddenRuleType[] {
  return Object.entries(rooms).map(([room, allowed]) => ({
    name: `directions of ${room}`,
    severity: 'error',
    from: { path: pathOf(room) },
    to: { path: '^src/', pathNot: [room, ...allowed].map(pathOf) },
  }));
}

const OTHERS: IForbiddenRuleType[] = [
  {
    name: 'every file of src stands in a room',
    severity: 'error',
    from: {},
    to: { path: '^src/', pathNot: Object.keys({ ...ROOMS, ...ENGINE_ROOMS }).map(pathOf) },
  },
  {
    name: 'the client knows types of the service alone',
    severity: 'error',
    from: { path: pathOf('client') },
    to: { path: pathOf('api'), dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'engines are loaded when first used',
    severity: 'error',
    from: { path: pathOf('engines/registry.ts') },
    to: { path: '^src/engines/[^/]+/', dynamic: false },
  },
  {
    name: 'of the sources the dashboard knows the client and what the client is made of',
    severity: 'error',
    from: { path: '^web/' },
    to: { path: '^src/', pathNot: ['client', 'model', 'window', 'alarms', 'api/schemas'].map(pathOf) },
  },
  {
    name: 'the dashboard knows types of the service alone',
    severity: 'error',
    from: { path: '^web/' },
    to: { path: '^src/(?:api|alarms)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'src knows neither its build, tests nor benchmarks',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^(?:web|packages|harness|bench|test)/' },
  },
  {
    name: 'the build and the harness know neither tests nor benchmarks',
    severity: 'error',
    from: { path: '^(?:packages|harness)/' },
    to: { path: '^(?:bench|test)/' },
  },
  { name: 'benchmarks know no test', severity: 'error', from: { path: '^bench/' }, to: { path: '^test/' } },
  { name: 'no circle', severity: 'error', from: {}, to: { circular: true } },
  { name: 'all is found', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ...Object.entries(PACKAGES).map(
    ([name, room]): IForbiddenRuleType => ({
      name: `${name} belongs to ${room}`,
      severity: 'error',
      from: { path: '^src/', pathNot: pathOf(room) },
      to: { path: `node_modules/${name}${name.endsWith('/') ? '' : '/'}` },
    }),
  ),
];

test('rooms import from those that they may, and from no other', async () => {
  const { modules, summary } = await moduleGraph([...directions(ROOMS), ...directions(ENGINE_ROOMS), ...OTHERS]);
  const seen = (folder: string) => modules.filter(({ source }) => source.startsWith(folder)).length;
  assert.ok(
    seen('src/') > 300 && seen('web/') > 80 && seen('test/') > 200 && seen('bench/') > 80,
    `saw ${seen('src/')} modules of src`,
  );
  assert.deepEqual(
    summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
    [],
  );
});

test('a module that breaks a rule is found', async () => {
  const rule: IForbiddenRuleType = {
    name: 'forbidden',
    severity: 'error',
    from: { path: pathOf('open-store.ts') },
    to: { path: pathOf('store') },
  };
  const { violations } = (await moduleGraph([rule])).summary;
  assert.deepEqual(
    violations.map(({ to }) => to),
    ['src/store/create-store.ts', 'src/store/engine-to-be.ts', 'src/store/store.ts'],
  );
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { installPackage } from '../../harness/built-package.ts';
import { childEnvironment } from '../../harness/child-environment.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';

/** Where test/system/install.sh puts runtimes: no distribution has them. */
const RUNTIMES = '/opt/pulsebase-runtimes/bin';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-runtimes-'));
await installPackage(directory);
await installPackage(directory, '@pulsebase/client');
writeFileSync(join(directory, 'package.json'), '{ "dependencies": { "@pulsebase/client": "*" } }');
const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
const service = await makeTestService(store);
const address = await service.listen();
const key = await service.keyWith('read', 'write');
after(async () => {
  await service.remove();
  rmSync(directory, { recursive: true });
});

/** What a program does with the client; what it found is its last line. */
const PROGRAM = `
async function use(connectStore, userId) {
  const store = await connectStore(${JSON.stringify(address)}, { apiKey: ${JSON.stringify(key)} });
  await store.putUser({ id: userId, name: 'Zoë', gender: 'female', age: 36 });
  const receipt = await store.ingest([
    { userId, timestamp: new Date('2023-04-05T06:07:08Z'), heartRate: 72 },
    { userId, timestamp: '2023-04-05T08:00:00Z', heartRate: 90.5 },
    { userId: 999, timestamp: '2023-04-05T08:00:00Z', heartRate: 60 },
  ]);
  const year = { from: '2023-01-01', to: '2024-01-01' };
  const readings = [];
  for await (const { timestamp, heartRate } of store.readings(userId, year)) readings.push([timestamp, heartRate]);
  const refused = await store.deleteUsers([userId]).then(() => 'deleted', ({ code }) => code);
  await store.close();
  const top = await connectStore(${JSON.stringify(address)}, { apiKey: 'wrong' }).then(() => 'let in', ({ code }) => code);
  console.log(JSON.stringify([receipt.inserted, receipt.rejected, readings, refused, top]));
}
`;
const FOUND = [
  ...[2, 1],
  [
    ['2023-04-05T06:07:08.000Z', 72],
    ['2023-04-05T08:00:00.000Z', 90.5],
  ],
  ...['PERMISSION_DENIED', 'AUTHENTICATION_FAILED'],
];
const DOORS = ['@pulsebase/client', 'pulsebase/client'];

async function run(program: string, ...args: readonly string[]): Promise<string> {
  const options = { cwd: directory, env: childEnvironment({ HOME: directory, NO_COLOR: '1' }) };
  return (await promisify(execFile)(join(RUNTIMES, program), args, options)).stdout.trim();
}

test('the Node here is the oldest that the packages take', async () => {
  const { engines } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  assert.match(await run('node', '--version'), new RegExp(`^v${engines.node.replace('>=', '')}\\.`));
});

let users = 0;
for (const [runtime, ...flags] of [['node'], ['deno', 'run', '--allow-net', '--node-modules-dir=manual'], ['bun']]) {
  for (const door of runtime === 'node' ? DOORS : DOORS.slice(0, 1)) {
    for (const [ending, opening] of [
      ['mjs', `import { connectStore } from '${door}';`],
      ['cjs', `const { connectStore } = require('${door}');`],
    ] as const) {
      test(`${door} in ${runtime}, .${ending}`, async () => {
        users += 1;
        const file = `program.${ending}`;
        writeFileSync(join(directory, file), `${opening}\n${PROGRAM}\nvoid use(connectStore, ${users});\n`);
        const lines = (await run(runtime!, ...flags, file)).split('\n');
        assert.deepEqual(JSON.parse(lines.at(-1)!), FOUND);
      });
    }
  }
}

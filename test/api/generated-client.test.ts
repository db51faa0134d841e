import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from './inject.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const bin = (name: string) => join(root, 'node_modules/.bin', name);

const PROGRAM = `
import { configure, ingest, putUser, queryTop, type ReadingsReceipt, type User } from './client.ts';

configure({ auth: { bearer: process.env.KEY }, serverUrl: process.env.SERVICE });
const ada: User = await putUser({ path: { userId: 1 }, body: { name: 'Ada', gender: 'female' } });
const receipt: ReadingsReceipt = await ingest({
  body: [{ userId: ada.id, timestamp: '2023-04-05T06:07:08Z', heartRate: 72 }],
});
const { averages } = await queryTop({
  path: { userId: ada.id },
  query: { from: '2023-01-01', to: '2024-01-01' },
});
console.log(JSON.stringify([receipt.inserted, averages]));
`;

test('a client that is made from the description compiles, and gets its answers', { timeout: 120_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-client-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const environment = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const options = { cwd: directory, env: environment, encoding: 'utf8' } as const;
  await run(bin('redocly'), ['generate-client', join(root, 'openapi.json'), '--output', 'client.ts'], options);
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  writeFileSync(join(directory, 'program.ts'), PROGRAM);
  const settings = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--module', 'nodenext'];
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types'), '--allowImportingTsExtensions'];
  await run(bin('tsc'), [...settings, ...types, 'program.ts'], options);

  const { service } = await inject();
  after(() => service.remove());
  const called = { ...environment, SERVICE: await service.listen(), KEY: service.adminKey };
  const { stdout } = await run(process.execPath, ['program.ts'], { ...options, env: called });
  assert.deepEqual(JSON.parse(stdout), [1, [72]]);
});

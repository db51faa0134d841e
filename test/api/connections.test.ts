import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { serveProcess } from '../../harness/serve-process.ts';

const CONNECTIONS = 10_000;
const AT_ONCE = 200;

test('ten thousand open connections, silent, slow or idle, do no harm', async () => {
  const root = mkdtempSync(join(tmpdir(), 'pulsebase-connections-'));
  const serving = await serveProcess(
    {
      DATABASE_URL: `chdb:${join(root, 'data')}`,
      STATE_DIRECTORY: join(root, 'state'),
      RATE_LIMIT: '0',
      // However long it takes to open them all.
      REQUEST_TIMEOUT: '3600',
    },
    ['--insecure'],
  );
  const sockets: Socket[] = [];
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await serving.end('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });
  const { port, host } = new URL(serving.url);
  const memory = () => {
    const status = readFileSync(`/proc/${serving.child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
  };
  const before = memory();
  const beginnings = [
    '',
    'GET /v1/users/1 HTTP/1.1\r\nHo',
    `POST /v1/readings HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/csv\r\nContent-Length: 100\r\n\r\nuser_id`,
    `GET /livez HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  ];
  let failures = 0;
  while (sockets.length < CONNECTIONS) {
    const some = Array.from({ length: AT_ONCE }, (_, at) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {
        failures += 1;
      });
      socket.resume().write(beginnings[at % beginnings.length]!);
      return socket;
    });
    await Promise.all(some.map((socket) => once(socket, 'connect')));
    sockets.push(...some);
  }
  const put = await fetch(`${serving.url}/v1/users/1`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"name":"Ada"}',
  });
  assert.equal(put.status, 200, await put.text());
  const posted = await fetch(`${serving.url}/v1/readings`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: 'user_id,timestamp,heart_rate\n1,2023-01-01T10:00:00Z,60\n',
  });
  // Bodies that do not come hold the room that they asked for, which is small.
  assert.equal(posted.status, 200, await posted.text());
  const top = await fetch(`${serving.url}/v1/users/1/top-hours?from=2023-01-01&to=2024-01-01`);
  assert.deepEqual(await top.json(), { averages: [60] });
  const grown = (memory() - before) / CONNECTIONS;
  assert.ok(grown < 40_000, `${Math.round(grown)} bytes a connection`);
  assert.equal(failures, 0);
  for (const socket of sockets) socket.destroy();
  assert.equal(await serving.end('SIGTERM'), 0);
});

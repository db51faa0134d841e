import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { childEnvironment } from '../../harness/child-environment.ts';
import { openStore } from '../../src/open-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-mcp-'));
after(() => rmSync(directory, { recursive: true, force: true }));

test('a program that speaks MCP starts the command, asks, and ends it', async () => {
  const url = `chdb:${join(directory, 'store')}`;
  const store = await openStore(url);
  await store.putUser({ id: 7 });
  await store.ingest([{ userId: 7, timestamp: '2023-06-01T10:00:00Z', heartRate: 61.5 }]);
  await store.close();
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(import.meta.dirname, '../../src/cli/main.ts'), 'mcp', '--store', url],
      env: childEnvironment({}) as Record<string, string>,
      stderr: 'pipe',
    }),
  );
  const answer = await client.callTool({
    name: 'query_top',
    arguments: { user: '7', from: '2023-01-01', to: '2024-01-01' },
  });
  assert.deepEqual((answer.structuredContent as { peaks: object[] }).peaks, [
    { average: 61.5, hours: [{ start: '2023-06-01T10:00:00.000Z', readings: 1 }] },
  ]);
  await client.close();
  // It has let the store go.
  await (await openStore(url)).close();
});

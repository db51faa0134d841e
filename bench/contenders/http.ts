import { join } from 'node:path';
import { serveProcess } from '../../harness/serve-process.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { connectStore } from '../../src/client/index.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { peakMemory } from '../peak-memory.ts';
import type { Contender, Place } from './contender.ts';
import { embeddedUrl } from './embedded.ts';
import { pulsebaseContender } from './pulsebase.ts';

/** `pulsebase serve` over an embedded store, in a process of its own; asked by the typed client, which keeps its connections. */
export async function openHttp({ directory }: Place): Promise<Contender> {
  const stateDirectory = join(directory, 'state');
  const state = openSqliteState(stateDirectory, { durable: false });
  const { key } = await new KeyStore(state).create('bench', SCOPES);
  await state.close();
  const { child, url, end } = await serveProcess({
    DATABASE_URL: embeddedUrl(directory),
    STATE_DIRECTORY: stateDirectory,
    RATE_LIMIT: '0',
  });
  const leave = () => child.kill('SIGKILL');
  process.once('exit', leave);
  const contender = await pulsebaseContender(await connectStore(url, { apiKey: key }));
  return {
    ...contender,
    emptyStatement: async () => {
      const response = await fetch(`${url}/livez`);
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`/livez answered ${response.status}`);
    },
    peakMemory: () => peakMemory(child.pid),
    close: async () => {
      await end('SIGTERM');
      process.off('exit', leave);
      await contender.close();
    },
  };
}

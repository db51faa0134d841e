import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServeProcess, serveProcess } from '../../harness/serve-process.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

/** A service of its own process over generated readings. */
export interface ServedStore {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pid: number;
  /** Resident memory of the service in bytes, now. */
  memory(): number;
  stop(): Promise<number | null>;
}

/** Fills a store with the generator through the command line, unless it was filled before. */
export async function generate(store: string, users: number, readings: number): Promise<void> {
  const { PATH = '', HOME = '' } = process.env;
  const args = ['generate', '--users', String(users), '--readings', String(readings), '--store', store, '--quiet'];
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH, HOME },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`generate ended with ${exitCode}`);
}

export async function serveStore(
  store: string,
  directory: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServedStore> {
  const stateDirectory = join(directory, 'state');
  const state = openSqliteState(stateDirectory, { durable: false });
  const { key } = await new KeyStore(state).create('bench', SCOPES);
  await state.close();
  const serving: ServeProcess = await serveProcess({
    RATE_LIMIT: '0',
    ...env,
    STATE_DIRECTORY: stateDirectory,
    DATABASE_URL: store,
  });
  return {
    url: serving.url,
    headers: { authorization: `Bearer ${key}` },
    pid: serving.child.pid ?? 0,
    memory: () => {
      const status = readFileSync(`/proc/${serving.child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
    },
    stop: () => serving.end('SIGTERM'),
  };
}

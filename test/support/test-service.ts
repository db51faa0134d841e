import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { SCOPES, type Scope } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { makeService, type Service } from '../../src/api/make-service.ts';
import { ROUTES, type Routes } from '../../src/api/routes/route-list.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import type { ServiceSettings } from '../../src/config/service-settings.ts';
import { openState } from '../../src/state/open-state.ts';
import type { Store } from '../../src/store/store.ts';

/** A service with keys, for tests. */
export interface TestService extends Service {
  readonly stateDirectory: string;
  /** A key that may do everything. */
  readonly adminKey: string;
  keyWith(...scopes: Scope[]): Promise<string>;
  /** Lines of the log so far. */
  readonly logged: readonly string[];
  /** Entries of the audit log so far, once they are written. */
  audited(): readonly Readonly<Record<string, unknown>>[];
  /** Stops the service and removes its state. */
  remove(): Promise<void>;
}

const DEFAULTS = readSettings({});

/** Makes a service over a store; it listens on a free port of loopback when asked to. */
export async function makeTestService(
  store: Store,
  settings: Partial<ServiceSettings> = {},
  routes: readonly Routes[] = ROUTES,
  pagesDirectory?: string,
): Promise<TestService> {
  const stateDirectory = settings.stateDirectory ?? mkdtempSync(join(tmpdir(), 'pulsebase-service-'));
  const keyWith = async (...scopes: Scope[]) => {
    const state = await openState({ ...DEFAULTS, ...settings, stateDirectory }, { durable: true });
    try {
      return (await new KeyStore(state).create(scopes.join(' '), scopes)).key;
    } finally {
      await state.close();
    }
  };
  // Made first: a service that shares its state would know it only a little later.
  const adminKey = await keyWith(...SCOPES);
  const logged: string[] = [];
  const service = await makeService(store, {
    settings: { ...DEFAULTS, port: 0, rateLimit: 0, authFailureLimit: 0, ...settings, stateDirectory },
    version: '0.0.0',
    routes,
    // None, unless a test is about them: what happens to be built decides nothing.
    pagesDirectory: pagesDirectory ?? join(stateDirectory, 'no-pages'),
    log: pino({ level: 'debug' }, { write: (line) => void logged.push(line) }),
  });
  return {
    ...service,
    stateDirectory,
    adminKey,
    keyWith,
    logged,
    audited: () =>
      readFileSync(join(stateDirectory, 'audit.ndjson'), 'utf8')
        .split('\n')
        // What follows the last end of a line is still being written.
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async remove() {
      await service.stop();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}

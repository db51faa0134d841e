import { PulsebaseError } from '../../../model/pulsebase-error.ts';

/** The parts of a `clickhouse:` URL. */
export interface ServerUrl {
  /** Base URLs of the hosts, in order of preference. */
  readonly hosts: readonly string[];
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** Name of a cluster in the servers' configuration. */
  readonly cluster: string | undefined;
  /** Whether a majority of the replicas, or one, must have a write before it is acknowledged. */
  readonly quorum: 'majority' | 'one';
  /** Seconds without a heartbeat after which other processes finish the writes of a process. */
  readonly lease: number;
}

const PARAMETERS: readonly string[] = ['cluster', 'quorum', 'lease'];
const DEFAULT_LEASE = 30;
const EXAMPLE = 'clickhouse://user:password@host:8123/database';

/**
 * Reads `clickhouse://user:password@host:8123,host2/database?cluster=…&quorum=…&lease=…`; `clickhouses:` is the same over
 * TLS. The port is 8123 (8443 over TLS), the database `pulsebase`, where none is given.
 *
 * @throws PulsebaseError `INVALID_SETTING`, whose message hides whatever could be a password.
 */
export function parseServerUrl(url: string): ServerUrl {
  const [, secure, login, hosts, path = '', search = ''] =
    /^clickhouse(s?):\/\/(?:([^/?#]*)@)?([^/?#@]+)(?:\/([^?#@]*))?(?:\?([^#]*))?$/i.exec(url) ?? [];
  if (hosts === undefined) throw invalid(`a ClickHouse URL is written ${EXAMPLE}`);
  const parameters = new URLSearchParams(search);
  for (const name of parameters.keys()) {
    if (!PARAMETERS.includes(name)) {
      // What follows a question mark may belong to an unescaped password.
      const shown = /^[a-z_]{1,30}$/i.test(name) ? `parameter ${name}` : 'such parameter';
      throw invalid(`a ClickHouse URL has no ${shown}; it knows ${PARAMETERS.join(', ')}`);
    }
  }
  const [username = '', ...password] = (login ?? '').split(':');
  const database = decode(path.replace(/\/$/, '')) || 'pulsebase';
  if (database.includes('/')) throw invalid(`a ClickHouse URL names one database, as in ${EXAMPLE}`);
  const quorum = parameters.get('quorum') ?? 'majority';
  if (quorum !== 'majority' && quorum !== 'one') throw invalid('quorum in a ClickHouse URL is majority or one');
  const lease = Number(parameters.get('lease') ?? DEFAULT_LEASE);
  if (!(lease >= 1 && lease <= 3600)) throw invalid('lease in a ClickHouse URL is a number of seconds from 1 to 3600');
  return {
    hosts: hosts.split(',').map((host) => hostUrl(host, secure !== '')),
    username: decode(username) || 'default',
    password: decode(password.join(':')),
    database,
    cluster: parameters.get('cluster') || undefined,
    quorum,
    lease,
  };
}

function hostUrl(host: string, secure: boolean): string {
  const [, name, port] = /^([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::(\d+))?$/.exec(host) ?? [];
  if (name === undefined || Number(port ?? 1) > 65_535 || Number(port ?? 1) < 1) {
    throw invalid(`a ClickHouse URL names hosts as host:port, separated by commas`);
  }
  return `${secure ? 'https' : 'http'}://${name}:${port ?? (secure ? 8443 : 8123)}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('a ClickHouse URL has a percent sign that is not an escape; write %25 for one');
  }
}

function invalid(message: string): PulsebaseError {
  return new PulsebaseError('INVALID_SETTING', message, { field: 'DATABASE_URL' });
}

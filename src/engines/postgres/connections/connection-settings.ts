import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { showValue } from '../../../model/show-value.ts';
import type { PgEnvironment } from './read-pg-environment.ts';

/** How to reach the database, from the store's URL and the environment. */
export interface ConnectionSettings {
  readonly client: ClientConfig;
  readonly sslmode: SslMode;
  /** For messages: no password. */
  readonly location: string;
}

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

export type SslMode = (typeof SSL_MODES)[number];

/** libpq's names, https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS. */
const PARAMETERS = new Set([
  'host',
  'port',
  'dbname',
  'user',
  'password',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'application_name',
  'options',
  'connect_timeout',
]);

/**
 * Reads a store URL such as `postgresql://user:password@host:5432/database?sslmode=verify-full`. What it leaves out comes
 * from the environment, then from libpq's defaults. No message shows the URL: it may hold a password.
 *
 * @param setting Which setting has the URL, for messages.
 * @throws PulsebaseError `INVALID_SETTING`.
 */
export function connectionSettings(
  url: string,
  environment: PgEnvironment,
  setting = 'DATABASE_URL',
): ConnectionSettings {
  const given = { ...environment, ...parametersOf(url, setting) };
  const host = given.host ?? 'localhost';
  const port = integer('port', given.port ?? '5432', 1, 65_535);
  const user = given.user ?? userInfo().username;
  const database = given.dbname ?? user;
  const sslmode = sslModeOf(given.sslmode ?? 'prefer');
  const isSocket = host.startsWith('/');
  return {
    client: {
      host,
      port,
      user,
      database,
      ...(given.password === undefined ? {} : { password: given.password }),
      ...(given.options === undefined ? {} : { options: given.options }),
      application_name: given.application_name ?? 'pulsebase',
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
      ...(given.connect_timeout === undefined
        ? {}
        : { connectionTimeoutMillis: integer('connect_timeout', given.connect_timeout, 0, 3600) * 1000 }),
      ssl: sslmode === 'disable' || isSocket ? false : tlsOptions(sslmode, given),
    },
    sslmode: isSocket ? 'disable' : sslmode,
    location: isSocket ? `${host} (database ${database})` : `${host}:${port} (database ${database})`,
  };
}

function parametersOf(url: string, setting: string): PgEnvironment {
  // Without the slashes all of it, including the password, would be the database's name, which messages show.
  if (!/^[a-z0-9+.-]+:\/\//i.test(url)) throw invalid(setting, 'must have two slashes behind its scheme');
  let parsed: URL;
  try {
    parsed = new URL(url.replace(/^[a-z0-9+.-]+:/i, 'postgresql:'));
  } catch {
    throw invalid(setting, 'is not a URL; write reserved characters of a password as %XX, such as %40 for @');
  }
  const { hostname, port, username, password, pathname, searchParams, hash } = parsed;
  // A password with an unescaped `/` or `#` ends there, and the rest of it could be shown.
  if (`${pathname}${hash}`.includes('@') || hash !== '') {
    throw invalid(setting, 'has a stray @ or #; write reserved characters of a password as %XX, such as %40 for @');
  }
  if (hostname.includes(',')) throw invalid(setting, 'must name one host');
  const parts: [string, string][] = [
    ['host', hostname.replace(/^\[(.*)\]$/, '$1')],
    ['port', port],
    ['user', username],
    ['password', password],
    ['dbname', pathname.replace(/^\//, '')],
  ];
  const given: Record<string, string> = {};
  for (const [name, value] of parts) if (value !== '') given[name] = decoded(setting, name, value);
  for (const [name, value] of searchParams) {
    if (!PARAMETERS.has(name)) {
      throw invalid(setting, `has ${showParameter(name)}; known are ${[...PARAMETERS].join(', ')}`);
    }
    given[name] = value;
  }
  return given;
}

/** What does not look like a name may be part of a password with a question mark. */
function showParameter(name: string): string {
  return /^[a-z_]{1,30}$/i.test(name) ? `the parameter ${name}` : 'a parameter that is not known';
}

function decoded(setting: string, name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw invalid(setting, `has a stray % in its ${name}; write it as %25`);
  }
}

function sslModeOf(text: string): SslMode {
  const mode = SSL_MODES.find((known) => known === text);
  if (mode === undefined) throw invalid('sslmode', `must be ${SSL_MODES.join(', ')}, not ${showValue(text)}`);
  return mode;
}

/** libpq's meaning: `require` checks the certificate only where a root certificate is given. */
function tlsOptions(sslmode: SslMode, { sslrootcert, sslcert, sslkey }: PgEnvironment): ConnectionOptions {
  const checked = sslmode === 'verify-ca' || sslmode === 'verify-full' || (sslmode === 'require' && !!sslrootcert);
  return {
    rejectUnauthorized: checked,
    // `system` stands for the certificates that the system trusts, which is what no file means here.
    ...(sslrootcert === undefined || sslrootcert === 'system' ? {} : { ca: fileOf('sslrootcert', sslrootcert) }),
    ...(sslcert === undefined ? {} : { cert: fileOf('sslcert', sslcert) }),
    ...(sslkey === undefined ? {} : { key: fileOf('sslkey', sslkey) }),
    ...(sslmode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}

function fileOf(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PulsebaseError('INVALID_SETTING', `${parameter} names a file that cannot be read: ${showValue(path)}`, {
      field: parameter,
      cause,
    });
  }
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw invalid(name, `must be an integer from ${min} to ${max}, not ${showValue(text)}`);
}

function invalid(field: string, message: string): PulsebaseError {
  return new PulsebaseError('INVALID_SETTING', `${field} ${message}`, { field });
}

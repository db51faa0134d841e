/** libpq's environment variables for a connection; the store's URL overrides each of them. */
export interface PgEnvironment {
  readonly host?: string;
  readonly port?: string;
  readonly dbname?: string;
  readonly user?: string;
  readonly password?: string;
  readonly sslmode?: string;
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
  readonly application_name?: string;
  readonly options?: string;
  readonly connect_timeout?: string;
}

/** The names of the variables, https://www.postgresql.org/docs/current/libpq-envars.html. */
const VARIABLES = {
  host: 'PGHOST',
  port: 'PGPORT',
  dbname: 'PGDATABASE',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  application_name: 'PGAPPNAME',
  options: 'PGOPTIONS',
  connect_timeout: 'PGCONNECT_TIMEOUT',
} as const satisfies Record<keyof PgEnvironment, string>;

/** Reads the `PG*` variables; empty ones count as left out. */
export function readPgEnvironment(environment: NodeJS.ProcessEnv = process.env): PgEnvironment {
  const set = Object.entries(VARIABLES)
    .map(([field, variable]) => [field, environment[variable]] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(set);
}

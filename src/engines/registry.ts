import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { AdoptionReport, AdoptionWork } from '../store/adoption.ts';
import type { Engine } from '../store/engine.ts';
import type { EngineOptions } from '../store/engine-options.ts';
import type { StoreRules } from '../store/store-rules.ts';

/** How an engine is found and opened. Engines are loaded when first used: nobody pays for one that he has not chosen. */
interface EngineEntry {
  /** Schemes of the URLs that this engine serves, without the colon. */
  readonly schemes: readonly string[];
  open(url: string, options: EngineOptions): Promise<Engine>;
  /** The URL of a store in a directory, where the engine keeps its stores in directories. */
  directoryUrl?(directory: string): string;
  /** Makes a store beside the tables of the mission's notebook, with what they hold; left out where there are none. */
  adopt?(url: string, options: EngineOptions & StoreRules, work: AdoptionWork): Promise<AdoptionReport>;
}

const ENGINES: readonly EngineEntry[] = [
  {
    schemes: ['chdb'],
    open: async (url, options) => (await import('./clickhouse/chdb/open-chdb.ts')).openChdb(url, options),
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
    adopt: async (url, options, work) => (await import('./postgres/adopt-mission.ts')).adoptMission(url, options, work),
  },
];

/**
 * Opens the engine that serves a store URL.
 *
 * @throws PulsebaseError `UNKNOWN_ENGINE`, or what the engine has to say.
 */
export function openEngine(url: string, options: EngineOptions): Promise<Engine> {
  return entryOf(url).open(url, options);
}

/** @throws PulsebaseError `UNKNOWN_ENGINE` when no engine serves a store URL. */
export function requireEngine(url: string): void {
  entryOf(url);
}

/** What the engine that serves a store URL is called; throws `UNKNOWN_ENGINE`. */
export function engineName(url: string): string {
  return entryOf(url).schemes[0]!;
}

/**
 * Makes a store of the tables of the mission's notebook, in the database that a URL names.
 *
 * @throws PulsebaseError `UNSUPPORTED` where the engine has nothing to do with such tables, or what the engine has to say.
 */
export async function adoptTables(
  url: string,
  options: EngineOptions & StoreRules,
  work: AdoptionWork,
): Promise<AdoptionReport> {
  const { adopt, schemes } = entryOf(url);
  if (adopt === undefined) {
    throw new PulsebaseError('UNSUPPORTED', `a store of ${schemes[0]}: has no tables of the notebook to take over`);
  }
  return adopt(url, options, work);
}

function entryOf(url: string): EngineEntry {
  const entry = entryOfScheme(/^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]);
  if (entry !== undefined) return entry;
  const known = ENGINES.flatMap(({ schemes }) => schemes.map((name) => `${name}:`)).join(', ');
  // Before anything but two slashes, what looks like a scheme may be a user, or a key; the rest may hold a password.
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1];
  throw new PulsebaseError(
    'UNKNOWN_ENGINE',
    `no engine serves ${scheme === undefined ? 'this store URL' : `${scheme.toLowerCase()}:`}; a store URL begins with ${known}`,
  );
}

function entryOfScheme(scheme: string | undefined): EngineEntry | undefined {
  return ENGINES.find(({ schemes }) => scheme !== undefined && schemes.includes(scheme.toLowerCase()));
}

/** What the URLs of a scheme name; `undefined` when no engine serves it. */
export function placeOfScheme(scheme: string): 'directory' | 'server' | undefined {
  const entry = entryOfScheme(scheme);
  if (entry === undefined) return undefined;
  return entry.directoryUrl === undefined ? 'server' : 'directory';
}

/** The URL of an embedded store in a directory, by the first engine that has such. */
export function embeddedStoreUrl(directory: string): string {
  const url = ENGINES.find((engine) => engine.directoryUrl !== undefined)?.directoryUrl?.(directory);
  if (url === undefined) throw new PulsebaseError('UNSUPPORTED', 'no engine keeps a store in a directory');
  return url;
}

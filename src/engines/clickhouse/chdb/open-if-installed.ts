import type { Engine } from '../../../engine/engine.ts';
import type { EngineOptions } from '../../../engine/engine-options.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';

/** What to install; package.json takes the same versions. */
const INSTALL = 'npm install chdb@3 --include=optional';
const OTHERWISE = 'or name a store on a server';

/**
 * Opens an embedded store where the package with the engine, half a gigabyte, is installed: it is an optional dependency.
 *
 * @throws PulsebaseError `ENGINE_NOT_INSTALLED`, or the engine's own errors.
 */
export async function openIfInstalled(url: string, options: EngineOptions): Promise<Engine> {
  const { openChdb } = await import('./open-chdb.ts').catch((cause: unknown) => {
    throw whyNotLoaded(cause) ?? cause;
  });
  return openChdb(url, options);
}

function whyNotLoaded(cause: unknown): PulsebaseError | undefined {
  const { code, message = '' } = cause as { readonly code?: unknown; readonly message?: string };
  if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'chdb'`)) {
    const found = 'a store in a directory needs the package chdb, which is not installed';
    return new PulsebaseError('ENGINE_NOT_INSTALLED', `${found}; run ${INSTALL}, ${OTHERWISE}`, { cause });
  }
  if (code === 'CHDB_PLATFORM') {
    const found = `the package chdb is installed without its engine for ${process.platform}-${process.arch}`;
    const advice = `on Linux with glibc or macOS run ${INSTALL}; elsewhere there is none: name a store on a server`;
    return new PulsebaseError('ENGINE_NOT_INSTALLED', `${found}; ${advice}`, { cause });
  }
  return undefined;
}

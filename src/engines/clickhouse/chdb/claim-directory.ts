import { PulsebaseError } from '../../../model/pulsebase-error.ts';

/** The directory that this process has open: the engine opens one at a time, and would silently share it. */
let opened: string | undefined;

/**
 * Claims a directory for this process.
 *
 * @returns A function that releases it.
 * @throws PulsebaseError `STORE_IN_USE`, `UNSUPPORTED` for a second store at a time.
 */
export function claimDirectory(path: string): () => void {
  if (opened === path) {
    throw new PulsebaseError(
      'STORE_IN_USE',
      `this process has the store ${path} open already; use that one, or close it`,
    );
  }
  if (opened !== undefined) {
    throw new PulsebaseError(
      'UNSUPPORTED',
      `a process has one embedded store open at a time, and ${opened} is; close it first, or use another process for ${path}`,
    );
  }
  opened = path;
  return () => {
    opened = undefined;
  };
}

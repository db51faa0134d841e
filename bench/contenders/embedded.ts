import { join } from 'node:path';
import { openStore } from '../../src/index.ts';
import type { Contender, Place } from './contender.ts';
import { pulsebaseContender } from './pulsebase.ts';

/** Pulsebase in its default store, with its default options. */
export async function openEmbedded({ directory }: Place): Promise<Contender> {
  return pulsebaseContender(await openStore(embeddedUrl(directory)));
}

/** Where the embedded store lies, for the command line too. */
export function embeddedUrl(directory: string): string {
  return `chdb:${join(directory, 'store').replaceAll('%', '%25')}`;
}

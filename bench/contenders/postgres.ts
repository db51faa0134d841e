import { openStore } from '../../src/index.ts';
import type { Contender, Place } from './contender.ts';
import { pulsebaseContender } from './pulsebase.ts';

/** Pulsebase on PostgreSQL, with its default options. */
export async function openPostgres({ databaseUrl }: Place): Promise<Contender> {
  if (databaseUrl === undefined) throw new Error('no database');
  return pulsebaseContender(await openStore(databaseUrl));
}

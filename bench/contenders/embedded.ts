import { join } from 'node:path';
import { Session } from 'chdb';
import { prepareDirectory } from '../../src/engines/clickhouse/chdb/chdb-directory.ts';
import { openStore } from '../../src/index.ts';
import type { Contender, Place } from './contender.ts';
import { pulsebaseContender } from './pulsebase.ts';

/** Pulsebase in its default store, with its default options. */
export async function openEmbedded({ directory }: Place): Promise<Contender> {
  const url = embeddedUrl(directory);
  const contender = await pulsebaseContender(await openStore(url));
  const { engine } = await prepareDirectory(url);
  // A further connection to the engine in this process, as the store's own are.
  let session: Session | undefined;
  return {
    ...contender,
    emptyStatement: async () => {
      session ??= new Session(engine);
      (await session.queryAsync('SELECT 1', { format: 'RowBinary' })).bytes();
    },
    close: async () => {
      session?.close();
      await contender.close();
    },
  };
}

/** Where the embedded store lies, for the command line too. */
export function embeddedUrl(directory: string): string {
  return `chdb:${join(directory, 'store').replaceAll('%', '%25')}`;
}

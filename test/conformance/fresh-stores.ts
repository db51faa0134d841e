import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/store/store.ts';
import type { Target } from './target.ts';

/**
 * A target for engines whose store is a directory: each `open` closes the one before and opens a new one. That is a copy of one that
 * was made and never written to, since making a schema takes as long as a test.
 */
export function freshStores(
  openStore: (directory: string) => Promise<Store>,
): Target & Required<Pick<Target, 'reopen'>> {
  const root = mkdtempSync(join(tmpdir(), 'pulsebase-conformance-'));
  const unused = join(root, 'unused');
  let opened = 0;
  let current: Store | undefined;
  const openCurrent = async () => {
    current = await openStore(join(root, `store-${opened}`));
    return current;
  };
  return {
    async open() {
      await current?.close();
      rmSync(join(root, `store-${opened}`), { recursive: true, force: true });
      if (!existsSync(unused)) await (await openStore(unused)).close();
      opened += 1;
      cpSync(unused, join(root, `store-${opened}`), { recursive: true, verbatimSymlinks: true });
      return openCurrent();
    },
    async reopen(store) {
      await store.close();
      return openCurrent();
    },
    async close() {
      await current?.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

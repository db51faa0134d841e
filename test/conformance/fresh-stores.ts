import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/store/store.ts';
import type { Target } from './target.ts';

/** A target for engines whose store is a directory: each `open` closes the one before and makes a new one. */
export function freshStores(
  openStore: (directory: string) => Promise<Store>,
): Target & Required<Pick<Target, 'reopen'>> {
  const root = mkdtempSync(join(tmpdir(), 'pulsebase-conformance-'));
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
      opened += 1;
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

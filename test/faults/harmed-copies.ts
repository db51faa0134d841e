import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';
import { fill } from './fixture.ts';
import { scratch } from './store-files.ts';

type Use = (store: Store) => Promise<void>;

/** A filled embedded store of a test file, and the copy of it that a test does harm to. */
export class HarmedCopies {
  readonly #root = scratch();
  /** The store that nothing is done to. */
  readonly whole = join(this.#root.path, 'whole');
  readonly copy = join(this.#root.path, 'copy');
  /** What the store must answer. */
  reference!: ReferenceStore;
  /** What was warned of since the copy was last opened. */
  warnings: string[] = [];

  constructor() {
    before(async () => {
      const store = await openStore(`chdb:${this.whole}`);
      this.reference = await fill(store);
      await store.close();
    });
    after(() => this.#root[Symbol.dispose]());
  }

  /** Makes the copy anew. */
  restore(): void {
    rmSync(this.copy, { recursive: true, force: true });
    cpSync(this.whole, this.copy, { recursive: true, verbatimSymlinks: true });
  }

  /** Opens a copy of the store that something was done to. */
  async after(harm: () => void | Promise<void>, use: Use): Promise<void> {
    this.restore();
    await harm();
    await this.reopen(use);
  }

  /** Opens the copy as it is. */
  async reopen(use: Use): Promise<void> {
    this.warnings = [];
    const store = await openStore(`chdb:${this.copy}`, { onWarning: (warning) => this.warnings.push(warning) });
    try {
      await use(store);
    } finally {
      await store.close();
    }
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openState } from '../../src/state/open-state.ts';
import { stateSuite } from './state-suite.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-state-'));
after(() => rmSync(root, { recursive: true, force: true }));

stateSuite('SQLite', async () => {
  const stateDirectory = mkdtempSync(join(root, 'state-'));
  return { open: (options) => openState({ stateUrl: 'sqlite:', stateDirectory }, { durable: false, ...options }) };
});

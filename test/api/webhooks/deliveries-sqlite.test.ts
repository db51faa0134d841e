import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openState } from '../../../src/state/open-state.ts';
import { deliveriesSuite } from './deliveries-suite.ts';
import { failuresSuite } from './failures-suite.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-webhooks-'));
after(() => rmSync(root, { recursive: true, force: true }));

const freshState = () =>
  openState({ stateUrl: 'sqlite:', stateDirectory: mkdtempSync(join(root, 'state-')) }, { durable: false });
deliveriesSuite('SQLite', freshState);
failuresSuite('SQLite', freshState);

import assert from 'node:assert/strict';
import { after, afterEach } from 'node:test';
import type { WebhookSettings } from '../../../src/api/webhooks/webhook.ts';
import type { StateDatabase } from '../../../src/state/state-database.ts';
import { deliveriesFixture } from './deliveries-fixture.ts';
import type { Received, Receiver } from './receiver.ts';

/** What makes the fixtures of a suite, and what cleans up: after each test, or when it is asked to. */
export function deliveriesFixtures(freshState: () => Promise<StateDatabase>) {
  const cleanUp: (() => Promise<unknown>)[] = [];
  const undo = async () => {
    for (const work of cleanUp.splice(0).reverse()) await work();
  };
  afterEach(undo);
  after(undo);
  const fixture = async (settings: Partial<WebhookSettings> = {}) =>
    deliveriesFixture(await freshState(), cleanUp, settings);
  return { fixture, cleanUp, undo };
}

export function seqs(messages: readonly Received[]): number[] {
  return messages.map(({ payload }) => payload.data.seq);
}

export function noFaults({ faults }: Receiver): void {
  assert.deepEqual(faults, []);
}

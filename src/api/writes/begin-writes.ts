import type { FastifyRequest } from 'fastify';
import { mayChange } from '../may-change.ts';
import type { App } from '../service-context.ts';
import type { RequestWrite } from './request-write.ts';
import type { ServiceWrites } from './service-writes.ts';

/**
 * Begins the write of every request that may change data, before its body is read, and ends it when its work is over. Routes can
 * write only through `request.write`, so that none can bypass it.
 *
 * Its hook belongs after the one that authenticates.
 */
export function beginWrites(app: App, writes: ServiceWrites): void {
  const begun = new WeakMap<FastifyRequest, RequestWrite>();
  app.decorateRequest('write', {
    getter() {
      const write = begun.get(this);
      if (write === undefined) throw new Error(`${this.method} has nothing to write with: it must not change anything`);
      return write;
    },
  });
  app.addHook('onRequest', async (request) => {
    if (!mayChange(request)) return;
    // What was erased before is no affair of this request.
    await writes.fence.takeUp();
    begun.set(request, writes.begin());
  });
  // Called for every answer, even when the caller has gone; a response that nobody awaits may never close.
  app.addHook('onSend', async (request) => begun.get(request)?.end());
}

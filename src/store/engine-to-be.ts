import type { Engine, WriteSession } from '../engine/engine.ts';
import type { PulsebaseError } from '../model/pulsebase-error.ts';

const NOBODY = { inserted: 0, updated: 0, unchanged: 0, taken: [] };

/**
 * Stands in for the engine of a store that does not exist yet; the store is created with its first user. Until then there are no
 * users, and nothing written leaves a trace.
 *
 * @param absent The error for all other calls until then.
 */
export function engineToBe(name: string, absent: PulsebaseError, make: () => Promise<Engine>): Engine {
  let made: Promise<Engine> | undefined;
  const there = () => made ?? Promise.reject(absent);
  return {
    name,
    capabilities: { concurrentWrites: 1 },
    putUsers: async (users, existing) => {
      if (users.length === 0) return NOBODY;
      made ??= make();
      return (await made).putUsers(users, existing);
    },
    findByExternalId: async (externalIds) => (await made)?.findByExternalId(externalIds) ?? [],
    identitiesOf: async (ids) => (await made)?.identitiesOf(ids) ?? [],
    existingUsers: async (ids) => (await made)?.existingUsers(ids) ?? new Set(),
    storedReadings: async (keys) => (await made)?.storedReadings(keys) ?? new Map(),
    beginWrite: async (mode) => writeSessionToBe(async () => (await made)?.beginWrite(mode)),
    getUser: async (id) => (await there()).getUser(id),
    listUsers: async (afterId, limit) => (await there()).listUsers(afterId, limit),
    deleteUsers: async (ids) => (await there()).deleteUsers(ids),
    deleteReadings: async (userIds, window) => (await there()).deleteReadings(userIds, window),
    dropBefore: async (instant) => (await there()).dropBefore(instant),
    cohort: async (query) => (await there()).cohort(query),
    peakHours: async (query) => (await there()).peakHours(query),
    totals: async (userId, covering, level) => (await there()).totals(userId, covering, level),
    fineTotals: async (userId, window, sizeMs) => (await there()).fineTotals(userId, window, sizeMs),
    heartRates: async (query) => (await there()).heartRates(query),
    readings: async (userId, window, limit) => (await there()).readings(userId, window, limit),
    newestReadings: async (userIds) => (await there()).newestReadings(userIds),
    stats: async () => (await there()).stats(),
    verify: async (options) => (await there()).verify(options),
    repair: async (options) => (await there()).repair(options),
    // Whoever waited for the engine has received this error.
    close: async () => (await made?.catch(() => undefined))?.close(),
  };
}

/** While there are no users, all readings are those of unknown users. */
function writeSessionToBe(begin: () => Promise<WriteSession | undefined>): WriteSession {
  let session: WriteSession | undefined;
  return {
    write: async (block, wanted) => {
      session ??= await begin();
      if (session !== undefined) return session.write(block, wanted);
      return { ...NOBODY, unknownUsers: new Set(block.userIds.subarray(0, block.length)), before: new Map() };
    },
    finish: async () => session?.finish(),
  };
}

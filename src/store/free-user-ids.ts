import type { Engine } from '../engine/engine.ts';
import { derivedUserId, type TextHash } from './derived-user-id.ts';

/** User ids for new external ids. */
export interface FreeUserIds {
  readonly ids: ReadonlyMap<string, number>;
  /** A message for each external id whose derived id another user has. */
  readonly collisions: readonly string[];
}

/** Derives unused user ids from external ids that no user has. */
export async function freeUserIds(
  engine: Engine,
  externalIds: Iterable<string>,
  hash?: TextHash,
): Promise<FreeUserIds> {
  const ids = new Map<string, number>();
  const collisions: string[] = [];
  const given = new Set<number>();
  let rest = [...externalIds];
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    const wanted = rest.map((externalId) => ({ externalId, id: derivedUserId(externalId, attempt, hash) }));
    const existing = await engine.existingUsers([...new Set(wanted.map(({ id }) => id))]);
    rest = [];
    for (const { externalId, id } of wanted) {
      if (existing.has(id) || given.has(id)) rest.push(externalId);
      else {
        given.add(id);
        ids.set(externalId, id);
        if (attempt > 0) {
          const derived = derivedUserId(externalId, 0, hash);
          collisions.push(
            `the user id ${derived} that is derived from ${JSON.stringify(externalId)} belongs to somebody else; the id is ${id} instead`,
          );
        }
      }
    }
  }
  return { ids, collisions };
}

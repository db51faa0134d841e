import type { Engine } from '../engine/engine.ts';
import { userNotFound } from '../model/user-not-found.ts';

/**
 * An empty answer may mean a mistyped id: only then is a second query needed.
 *
 * @throws PulsebaseError `USER_NOT_FOUND`.
 */
export async function requireUser(engine: Engine, id: number): Promise<void> {
  const existing = await engine.existingUsers([id]);
  if (!existing.has(id)) throw userNotFound(id);
}

import { inInstantRange } from '../model/instant.ts';
import { canonicalUserId } from '../model/user-id.ts';

const ID = /^(\d{1,16})-(0|[1-9]\d{0,13})$/;

/** The id of the Observation of a reading: its key, so that it can be read by it. */
export function observationId(userId: number, timestamp: number): string {
  return `${userId}-${timestamp}`;
}

/** The key in the id of an Observation; `undefined` where there cannot be one of this id. */
export function keyOfObservation(id: string): { readonly userId: number; readonly timestamp: number } | undefined {
  const [, user = '', time = ''] = ID.exec(id) ?? [];
  const userId = canonicalUserId(user);
  const timestamp = Number(time);
  return userId === undefined || !inInstantRange(timestamp) ? undefined : { userId, timestamp };
}

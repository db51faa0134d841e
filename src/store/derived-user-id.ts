import { createHash } from 'node:crypto';

/** The SHA-256 of a text's UTF-8. */
export type TextHash = (text: string) => Uint8Array;

export const sha256: TextHash = (text) => createHash('sha256').update(text, 'utf8').digest();

/**
 * Returns the user id derived from an external id: the first 53 bits of its SHA-256, so that it is the same in every process and
 * on every engine; 1 if they are all 0.
 *
 * @param attempt Above 0 if the ids of earlier attempts are taken.
 */
export function derivedUserId(externalId: string, attempt = 0, hash: TextHash = sha256): number {
  const bytes = hash(attempt === 0 ? externalId : `${externalId}\u0000${attempt}`);
  const first = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
  return Math.max(1, Number(first >> 11n));
}

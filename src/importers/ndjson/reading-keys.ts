import { showValue } from '../../model/show-value.ts';
import { parseObject } from './parse-object.ts';

/** Keys of an object that is a reading: the person, by id or by name, the time and the heart rate. */
export const READING_KEYS: ReadonlySet<string> = new Set(['userId', 'user', 'timestamp', 'heartRate']);

/** Keys that are told; an object may have thousands. */
const MOST_TOLD = 10;

/** Why a text that begins with this JSON object is not one of readings; `undefined` when it may be. */
export function lackOfKeys(text: string): string | undefined {
  const object = parseObject(text);
  if (object === undefined) return undefined;
  const keys = Object.keys(object);
  if (keys.some((key) => READING_KEYS.has(key))) return undefined;
  const seen = keys.length === 0 ? 'has no keys' : `has the keys ${listKeys(keys)}`;
  return `the first object ${seen}; an object of a reading has userId, timestamp, heartRate`;
}

/** Keys in a line for people. */
export function listKeys(keys: readonly string[]): string {
  const told = keys.slice(0, MOST_TOLD).map((key) => (/^\w{1,40}$/.test(key) ? key : showValue(key)));
  return keys.length > MOST_TOLD ? `${told.join(', ')} and ${keys.length - MOST_TOLD} more` : told.join(', ');
}

import { showValue } from '../../model/show-value.ts';
import { jsonStringEnd } from './json-string-end.ts';

/**
 * A JSON object whose user id and heart rate are the text of the number as written, since a number past 2^53 would be
 * rounded into somebody else's id; `undefined` when the text is not a JSON object, or was not UTF-8.
 */
export function parseObject(text: string): { readonly [key: string]: unknown } | undefined {
  const plain = PLAIN.exec(text);
  if (plain !== null) {
    const [, userId, user, timestamp, heartRate] = plain;
    return userId === undefined ? { user, timestamp, heartRate } : { userId, timestamp, heartRate };
  }
  // Bytes that were no UTF-8 (utf8-text.ts).
  if (!text.isWellFormed()) return undefined;
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const object = value as Record<string, unknown>;
  for (const [key, number] of numbersAsWritten(object, text)) object[key] = number;
  return object;
}

/** The value of a JSON text; `undefined` when it is none. */
function parsed(text: string): unknown {
  const { stackTraceLimit } = Error;
  // Nobody sees the error, and its stack takes most of the time that a broken row takes.
  Error.stackTraceLimit = 0;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Why {@link parseObject} gave nothing. */
export function noObject(what: string, text: string): string {
  return text.isWellFormed() ? `the ${what} is not a JSON object: ${showValue(text)}` : `the ${what} is not UTF-8 text`;
}

/**
 * A reading as nearly all are written: three members in this order, nothing escaped. What matches is such an object to
 * JSON.parse too; this is three times as fast.
 */
const PLAIN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has none inside of strings.
  /^\{ ?"user(?:Id": ?(0|[1-9]\d{0,18})|": ?"([^"\\\0-\x1f]*)"), ?"timestamp": ?"([^"\\\0-\x1f]*)", ?"heartRate": ?(-?(?:0|[1-9]\d{0,8})(?:\.\d{1,18})?) ?\}$/;

/** Numbers that stay numbers: a timestamp is none, and a user given as a number is not the external id of its digits. */
const KEPT: ReadonlySet<string> = new Set(['timestamp', 'user']);

const NUMBER = /[-+.\deE]+/y;

/**
 * The object's own numbers, but for the timestamp, as the text of them. JSON.parse can give that too (a reviver's `source`), but
 * takes 0.3 s for a line of a megabyte.
 */
function numbersAsWritten(object: Readonly<Record<string, unknown>>, text: string): [key: string, number: string][] {
  const numbers: [string, string][] = [];
  let depth = 0;
  let key: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = jsonStringEnd(text, at);
      if (depth === 1 && key === undefined) {
        key = text.slice(at + 1, end);
        if (key.includes('\\')) key = JSON.parse(`"${key}"`) as string;
      }
      at = end;
    } else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (depth !== 1) continue;
    else if (code === 0x2c) key = undefined;
    else if ((code === 0x2d || (code >= 0x30 && code <= 0x39)) && key !== undefined) {
      NUMBER.lastIndex = at;
      const [number = ''] = NUMBER.exec(text) ?? [];
      // Where a key stands twice, the last value counts.
      if (typeof object[key] === 'number' && !KEPT.has(key)) numbers.push([key, number]);
      at += number.length - 1;
    }
  }
  return numbers;
}

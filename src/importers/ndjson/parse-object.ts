import { showValue } from '../../model/show-value.ts';

/**
 * A JSON object whose user id and heart rate are the text of the number as written, since a number past 2^53 would be
 * rounded into somebody else's id; `undefined` when the text is no JSON object, or was not UTF-8.
 */
export function parseObject(text: string): { readonly [key: string]: unknown } | undefined {
  const plain = PLAIN.exec(text);
  if (plain !== null) return { userId: plain[1], timestamp: plain[2], heartRate: plain[3] };
  // Bytes that were no UTF-8 (utf8-text.ts).
  if (!text.isWellFormed()) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text, asWritten);
  } catch {
    // Besides broken JSON: nesting so deep that the stack does not hold it.
    return undefined;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** Why {@link parseObject} gave nothing. */
export function noObject(what: string, text: string): string {
  return text.isWellFormed() ? `the ${what} is no JSON object: ${showValue(text)}` : `the ${what} is not UTF-8 text`;
}

/**
 * A reading as nearly all are written: three members in this order, nothing escaped. What matches is such an object to
 * JSON.parse too; this is three times as fast.
 */
const PLAIN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has none inside of strings.
  /^\{ ?"userId": ?(0|[1-9]\d{0,18}), ?"timestamp": ?"([^"\\\0-\x1f]*)", ?"heartRate": ?(-?(?:0|[1-9]\d{0,8})(?:\.\d{1,18})?) ?\}$/;

function asWritten(key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && key !== 'timestamp' ? (context?.source ?? value) : value;
}

/**
 * A JSON object whose user id and heart rate are the text of the number as written, since a number past 2^53 would be
 * rounded into somebody else's id; `undefined` when the text is no JSON object.
 */
export function parseObject(text: string): { readonly [key: string]: unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text, asWritten);
  } catch {
    // Besides broken JSON: nesting so deep that the stack does not hold it.
    return undefined;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function asWritten(key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && key !== 'timestamp' ? (context?.source ?? value) : value;
}

/** Items of an array. */
const MOST_SHOWN = 10;

/** Formats a value from outside for a one-line message: text is quoted, and long values are shortened. */
export function showValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(shorten(value));
    case 'object':
      return showObject(value);
    case 'function':
      return 'a function';
    default:
      // A symbol's description may be anything.
      return typeof value === 'symbol' ? 'a symbol' : shorten(String(value));
  }
}

function showObject(value: object | null): string {
  if (value === null) return 'null';
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString();
    return Array.isArray(value) ? showArray(value) : 'an object';
  } catch {
    // A revoked proxy, or one around a Date.
    return 'an object';
  }
}

/** A few numbers or texts are shown: which of them is at fault cannot be told from their being an array. */
function showArray(values: readonly unknown[]): string {
  if (values.length === 0) return 'an empty array';
  const isShown = values.length <= MOST_SHOWN && values.every((each) => ['number', 'string'].includes(typeof each));
  return isShown ? shorten(`[${values.map(showValue).join(', ')}]`) : 'an array';
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

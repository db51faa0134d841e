/** Whole numbers as a list for `IN (…)`; anything else is a bug and never reaches the engine. */
export function sqlIntegers(values: Iterable<number>): string {
  const list = [...values];
  for (const value of list) requireInteger(value);
  // `IN ()` is not SQL, and no bucket, instant or id is below 0.
  return list.length === 0 ? '-1' : list.join(',');
}

/** A whole number as SQL. */
export function sqlInteger(value: number): string {
  requireInteger(value);
  return String(value);
}

function requireInteger(value: number): void {
  if (!Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`);
}

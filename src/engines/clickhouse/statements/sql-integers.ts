/** Whole numbers as a list for `IN (…)`; anything else is a bug and never reaches the engine. */
export function sqlIntegers(values: Iterable<number>): string {
  const list = Array.from(values, sqlInteger);
  // `IN ()` is not SQL, and no bucket, instant or id is below 0.
  return list.length === 0 ? '-1' : list.join(',');
}

/** A whole number as SQL. */
export function sqlInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`);
  return String(value);
}

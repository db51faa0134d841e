/** Numbers one after the other in an array of their own; `make` gives it for a length. */
export function joinArrays<T extends Uint8Array | Float64Array>(parts: readonly T[], make: (length: number) => T): T {
  const whole = make(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Integers as PostgreSQL writes an array: far faster to make than the driver's way over each element. */
export function arrayText(numbers: Float64Array | readonly number[]): string {
  return `{${numbers.join(',')}}`;
}

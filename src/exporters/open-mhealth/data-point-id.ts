/**
 * The id of the data point of a reading: a UUID of version 8 (RFC 9562), of the bits of its key, so that the same reading has the
 * same id in every export.
 *
 * @param userId below 2^53. @param timestamp Unix milliseconds, below 2^42.
 */
export function dataPointId(userId: number, timestamp: number): string {
  // 48 bits of time; then, behind the version, 12 bits and, behind the variant, 41 bits of the user.
  const time = timestamp.toString(16).padStart(12, '0');
  const high = Math.floor(userId / 2 ** 41)
    .toString(16)
    .padStart(3, '0');
  const low = (userId % 2 ** 41).toString(16).padStart(15, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-8${high}-8${low.slice(0, 3)}-${low.slice(3)}`;
}

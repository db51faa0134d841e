/** The reversed polynomial of CRC-16/ARC, of which the protocol gives a table: https://developer.garmin.com/fit/protocol/ */
const POLYNOMIAL = 0xa001;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >> 1) ^ POLYNOMIAL : sum >> 1;
  return sum;
});

/** The checksum of a FIT file or of its header, over bytes that follow those of `before`. */
export function fitChecksum(bytes: Uint8Array, from: number, to: number, before = 0): number {
  let sum = before;
  for (let at = from; at < to; at += 1) sum = (sum >> 8) ^ TABLE[(sum ^ bytes[at]!) & 0xff]!;
  return sum;
}

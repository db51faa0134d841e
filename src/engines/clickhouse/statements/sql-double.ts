/** A double as SQL, by its bits: a decimal might be parsed to a neighbouring number. */
export function sqlDouble(value: number): string {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return `reinterpretAsFloat64(reinterpretAsString(toUInt64(${bits.getBigUint64(0)})))`;
}

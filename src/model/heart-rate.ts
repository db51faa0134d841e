/** Thousandths of a beat per minute: the exact integer in which every engine keeps and sums heart rates. */
export type MilliBpm = number;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The heart rate in thousandths of a bpm that a value from outside stands for, rounded half to even, or `undefined`
 * when it is no number. Takes a number, read through its shortest decimal form (so JSON, CSV and arrays agree), or
 * decimal text. The accepted range is a setting and is checked by the store.
 */
export function parseHeartRate(value: unknown): MilliBpm | undefined {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return value * 1000;
    const milli = Math.round(value * 1000);
    // Exact when the number is the double nearest to a decimal of three digits, as nearly all are.
    if (milli / 1000 === value) return milli;
    return Number.isFinite(value) ? roundDecimal(String(value)) : undefined;
  }
  return typeof value === 'string' ? roundDecimal(value.trim()) : undefined;
}

/** Decimal text to thousandths, half to even, without passing through a binary float. */
function roundDecimal(text: string): MilliBpm | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  // The decimal point, moved by the exponent and by three for the thousandths.
  const point = whole.length + Number(exponent ?? 0) + 3;
  const digits = whole + fraction;
  const kept = point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0');
  const rest = point < 0 ? '0'.repeat(-point) + digits : digits.slice(point);
  const floor = Number(kept === '' ? 0 : kept);
  const half = /^50*$/.test(rest);
  const up = half ? floor % 2 === 1 : rest.length > 0 && rest.charCodeAt(0) >= 53;
  const magnitude = floor + (up ? 1 : 0);
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

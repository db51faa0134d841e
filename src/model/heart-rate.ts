/** Thousandths of a beat per minute: the exact integer in which every engine keeps and sums heart rates. */
export type MilliBpm = number;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Returns the heart rate in a value from outside in thousandths of a bpm, rounded half to even, or `undefined` when it is not a
 * number. Accepts a number, read through its shortest decimal form (so JSON, CSV and arrays agree), or decimal text. The accepted
 * range is a setting and is checked by the store.
 */
export function parseHeartRate(value: unknown): MilliBpm | undefined {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return value * 1000;
    if (!Number.isFinite(value)) return undefined;
    const milli = Math.round(value * 1000);
    // Exact if the number is the double nearest to a decimal of three digits, as nearly all are.
    if (milli / 1000 === value) return milli;
    return roundDecimal(String(value));
  }
  return typeof value === 'string' ? (plainDecimal(value) ?? roundDecimal(value.trim())) : undefined;
}

/** Fast path for digits with up to three decimals, as nearly all heart rates are written: there is nothing to round. */
function plainDecimal(text: string): MilliBpm | undefined {
  const { length } = text;
  if (length === 0 || length > 9) return undefined;
  let digits = 0;
  let point = length;
  for (let at = 0; at < length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
    else if (digit === POINT && point === length && at > 0) point = at;
    else return undefined;
  }
  const decimals = point === length ? 0 : length - point - 1;
  return decimals > 3 ? undefined : digits * SCALE[decimals]!;
}

const POINT = '.'.charCodeAt(0) - 48;
/** Thousandths in a unit of the last digit, by the number of decimals. */
const SCALE = [1000, 100, 10, 1];

/** Decimal text to thousandths, half to even, without passing through a binary float. */
function roundDecimal(text: string): MilliBpm | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  // Position of the decimal point, shifted by the exponent and by three for the thousandths.
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

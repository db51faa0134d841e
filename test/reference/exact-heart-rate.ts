/**
 * Decimal text (or a number by its shortest decimal form) in thousandths, rounded half to even, by whole numbers alone.
 * The caller vouches that it is a decimal.
 */
export function exactHeartRate(value: number | string): bigint {
  let [mantissa = '', exponent = '0'] = String(value).toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  mantissa = mantissa.replace(/^[+-]/, '');
  const [whole = '', fraction = ''] = mantissa.split('.');
  // The value is digits / 10^scale; thousandths are digits * 1000 / 10^scale.
  let digits = BigInt(`${whole}${fraction}`) * 1000n;
  const scale = BigInt(fraction.length) - BigInt(exponent);
  if (scale < 0n) digits *= 10n ** -scale;
  const divisor = scale > 0n ? 10n ** scale : 1n;
  const quotient = digits / divisor;
  const twiceRest = (digits % divisor) * 2n;
  const up = twiceRest > divisor || (twiceRest === divisor && quotient % 2n === 1n);
  const magnitude = up ? quotient + 1n : quotient;
  return negative ? -magnitude : magnitude;
}

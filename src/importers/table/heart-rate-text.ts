import { showValue } from '../../model/show-value.ts';
import { heartRateFactor } from '../heart-rate-unit.ts';

const WITH_UNIT = /^\s*([+-]?\d+(?:[.,]\d+)?)\s*([^\d\s].*?)?\s*$/;

/** The heart rate in a cell that is not a plain number, such as `72 bpm` or `60,5`, in bpm as text or a number; or why it is none. */
export function heartRateText(cell: string, factor: number): string | number | { readonly why: string } {
  const match = cell.length > 60 ? null : WITH_UNIT.exec(cell);
  if (match === null) return cell;
  const [, number = '', unit] = match;
  const decimal = number.replace(',', '.');
  const written = unit === undefined ? factor : heartRateFactor(unit);
  if (written === undefined)
    return { why: `heart rate ${showValue(cell)} is in ${showValue(unit)}, which is not a known unit; write bpm` };
  // A product of binary fractions would be off the decimal that is meant.
  return written === 1 ? decimal : Number((Number(decimal) * written).toFixed(6));
}

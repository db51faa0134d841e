import { heartRateFactor, unknownUnit } from '../heart-rate-unit.ts';
import { member, textMember } from '../json/member.ts';

/** A heart rate that an Observation or one of its components holds. */
export type ObservationValue = { readonly heartRate: unknown } | { readonly fault: string };

/**
 * The heart rate of a Quantity in beats per minute. Its UCUM code goes before its unit for people; where both are missing it is
 * taken as it is, since a heart rate has no other usual unit.
 */
export function quantityValue(quantity: unknown): ObservationValue {
  const value = member(quantity, 'value');
  const code = textMember(quantity, 'code');
  const unit = textMember(quantity, 'unit');
  const factor =
    (code === undefined ? undefined : heartRateFactor(code)) ??
    (unit === undefined ? undefined : heartRateFactor(unit));
  if (factor !== undefined) return { heartRate: scaled(value, factor) };
  if (code === undefined && unit === undefined) return { heartRate: value };
  return { fault: unknownUnit(value, code ?? unit ?? '') };
}

function scaled(value: unknown, factor: number): unknown {
  return typeof value === 'number' ? value * factor : value;
}

import { dateWindows } from '../../fhir/date-windows.ts';
import { matchesToken } from '../../fhir/matches-token.ts';
import { observationOf } from '../../fhir/observation.ts';
import { HEART_RATE_CODE, LOINC, OBSERVATION_CATEGORY } from '../../fhir/systems.ts';
import type { Reading } from '../../model/reading.ts';
import type { Window } from '../../window/window.ts';
import { ServiceError } from '../problems/service-error.ts';
import { patientId } from './reading-of-observation.ts';

/** Which Observations are asked for, as far as it is about what they are. */
export interface CodeParameters {
  readonly code?: readonly string[] | undefined;
  readonly category?: readonly string[] | undefined;
}

/** Whether heart rates are among them: there is nothing else. */
export function asksForHeartRates({ code = [], category = [] }: CodeParameters): boolean {
  return matchesToken(code, LOINC, HEART_RATE_CODE) && matchesToken(category, OBSERVATION_CATEGORY, 'vital-signs');
}

/**
 * The patient of a search; `none` where it names one that cannot be.
 *
 * @throws ServiceError 400 when it names none, or several.
 */
export function patientOfSearch({
  patient,
  subject,
}: {
  readonly patient?: string | undefined;
  readonly subject?: string | undefined;
}): number | 'none' {
  const named = [patient, subject].filter((each) => each !== undefined);
  if (named.length !== 1 || named[0]!.includes(',')) {
    throw new ServiceError(
      400,
      'INVALID_ARGUMENT',
      'name one patient (patient=17 or subject=Patient/17), or Observations by _id; everybody is exported by $export',
      { field: 'patient' },
    );
  }
  return patientId(named[0]!) ?? 'none';
}

/** @throws ServiceError 400 when one of them is no date. */
export function windowsOfDates(dates: readonly string[] = []): readonly Window[] {
  const windows = dateWindows(dates, Date.now());
  if (windows !== undefined) return windows;
  throw new ServiceError(
    400,
    'INVALID_ARGUMENT',
    'date must be a date such as 2023-04, ge2023-04-05 or lt2023-04-05T06:07:08Z, several separated by commas',
    { field: 'date' },
  );
}

export function observationOfReading({ userId, timestamp, heartRate }: Reading) {
  return observationOf(userId, timestamp.getTime(), Math.round(heartRate * 1000));
}

import type { Gender } from '../../model/user.ts';
import { heartRateFactor } from '../heart-rate-unit.ts';
import type { ImportJob, PersonFacts } from '../import-job.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { xmlFormat } from '../xml/xml-format.ts';
import { parseAppleTime } from './apple-time.ts';

const HEART_RATE = 'HKQuantityTypeIdentifierHeartRate';
const BIRTH_DATE = 'HKCharacteristicTypeIdentifierDateOfBirth';
const SEX = 'HKCharacteristicTypeIdentifierBiologicalSex';

const GENDERS: ReadonlyMap<string | undefined, Gender> = new Map([
  ['HKBiologicalSexFemale', 'female'],
  ['HKBiologicalSexMale', 'male'],
  ['HKBiologicalSexOther', 'other'],
]);

/**
 * Apple Health's `export.xml`: records of heart rates, each with the app or device that wrote it, and the person's birth date
 * and sex. https://developer.apple.com/documentation/healthkit/hkquantitytypeidentifier/heartrate
 */
export const appleHealthFormat: ReadingFormat = xmlFormat({
  name: 'apple-health',
  beginning: 'XML with the root element HealthData (export.xml)',
  root: 'HealthData',
  handler: (job, { add }) => ({
    open(name, attributes) {
      if (name === 'Record') {
        if (attributes.type === HEART_RATE) add(readingOf(attributes));
        else if (attributes.type === 'HKQuantityTypeIdentifierRestingHeartRate') job.leaveOut('resting');
        else if (attributes.type === 'HKQuantityTypeIdentifierWalkingHeartRateAverage') job.leaveOut('statistic');
      } else if (name === 'WorkoutStatistics') {
        if (attributes.type === HEART_RATE) job.leaveOut('statistic');
      } else if (name === 'Me') describe(job, attributes[BIRTH_DATE], attributes[SEX]);
    },
    close(name, text) {
      // Older tools write them as elements.
      if (name === BIRTH_DATE) describe(job, text, undefined);
      else if (name === SEX) describe(job, undefined, text);
    },
  }),
});

function readingOf({ startDate = '', unit, value = '', sourceName }: { readonly [name: string]: string }) {
  const factor = unit === undefined || unit === '' ? undefined : heartRateFactor(unit);
  return {
    instant: parseAppleTime(startDate),
    timestamp: startDate,
    heartRate:
      factor === 1 ? value : factor === undefined ? `${value} ${unit ?? ''}` : Number(value || Number.NaN) * factor,
    // The space in "Anna's Apple Watch" is often one that does not break, which nobody can type.
    device: sourceName?.replaceAll('\u00a0', ' '),
  };
}

function describe(job: ImportJob, birthDate: string | undefined, sex: string | undefined): void {
  const gender = GENDERS.get(sex?.trim());
  const date = birthDate?.trim();
  const facts: PersonFacts = {
    ...(gender === undefined ? {} : { gender }),
    ...(date === undefined || !/^\d{4}-\d\d-\d\d$/.test(date) ? {} : { birthDate: date }),
  };
  if (Object.keys(facts).length > 0) job.describe(facts);
}

import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import { definitionOf, SETTING_FIELDS } from './definition-of.ts';
import { type Environment, settingTexts } from './setting-texts.ts';
import type { Settings } from './settings.ts';

/**
 * Reads settings from environment variables and the text of a `.env` file; the environment wins, and the rest gets its default.
 *
 * @throws PulsebaseError `INVALID_SETTING` that names every variable at fault, its value (without passwords), and what is
 * allowed, in one line; `field` is the first of them.
 */
export function readSettings(environment: Environment, envFileText?: string): Settings {
  const texts = settingTexts(environment, envFileText);
  const faults: { variable: string; message: string }[] = [];

  function read<K extends keyof Settings>(field: K): Settings[K] {
    const definition = definitionOf(field);
    const given = texts[field];
    if (given === undefined) return definition.default;
    const value = definition.parse(given.text);
    if (value !== undefined) return value;
    const { variable, allowed, hide = (text) => text } = definition;
    const place = given.source === '.env' ? ' (in .env)' : '';
    faults.push({ variable, message: `${variable}${place} must be ${allowed}, not ${showValue(hide(given.text))}` });
    return definition.default;
  }

  const settings = Object.fromEntries(SETTING_FIELDS.map((field) => [field, read(field)])) as unknown as Settings;
  const { minHeartRate, maxHeartRate } = settings;
  // An invalid bound has its default here, which must not be blamed.
  if (minHeartRate > maxHeartRate && !faults.some(({ variable }) => variable.endsWith('_HEART_RATE'))) {
    faults.push({
      variable: 'MIN_HEART_RATE',
      message: `MIN_HEART_RATE (${minHeartRate}) must not be above MAX_HEART_RATE (${maxHeartRate})`,
    });
  }
  const [first] = faults;
  if (first !== undefined) {
    throw new PulsebaseError('INVALID_SETTING', faults.map(({ message }) => message).join('; '), {
      field: first.variable,
    });
  }
  return settings;
}

import { definitionOf, SETTING_FIELDS } from './definition-of.ts';
import type { LocationOf } from './hide-secrets.ts';
import type { SettingOrigins } from './setting-origins.ts';
import type { SettingSource, Settings } from './settings.ts';

/** A setting as it may be shown. */
export interface SettingDescription {
  /** Name of the variable. */
  readonly name: string;
  /** The value in force; a password is `***`. */
  readonly value: string;
  /** Where it comes from. */
  readonly source: SettingSource;
}

/**
 * Returns the settings in force, in a fixed order, without secrets. Without `origins`, a value other than the default is
 * attributed to the environment.
 *
 * @param locationOf Knows the schemes of stores; without it their URLs are hidden completely.
 */
export function describeSettings(
  settings: Settings,
  origins: Partial<SettingOrigins> = {},
  locationOf?: LocationOf,
): SettingDescription[] {
  return SETTING_FIELDS.map((field) => describe(settings, field, origins[field], locationOf));
}

function describe<K extends keyof Settings>(
  settings: Settings,
  field: K,
  source: SettingSource | undefined,
  locationOf: LocationOf | undefined,
): SettingDescription {
  const definition = definitionOf(field);
  const value = settings[field];
  return {
    name: definition.variable,
    value: definition.show(value, locationOf),
    source: source ?? (value === definition.default ? 'default' : 'environment'),
  };
}

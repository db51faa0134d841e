import type { SettingDefinition } from './setting-definition.ts';
import { SETTING_DEFINITIONS } from './setting-definitions.ts';
import type { Settings } from './settings.ts';

/** The fields of {@link Settings} in the order of {@link SETTING_DEFINITIONS}. */
export const SETTING_FIELDS: readonly (keyof Settings)[] = Object.keys(SETTING_DEFINITIONS) as (keyof Settings)[];

/** The definition of a setting. */
export function definitionOf<K extends keyof Settings>(field: K): SettingDefinition<Settings[K]> {
  const definitions: { readonly [F in keyof Settings]: SettingDefinition<Settings[F]> } = SETTING_DEFINITIONS;
  return definitions[field];
}

import type { ValuesOf } from './setting-definition.ts';
import type { SETTING_DEFINITIONS } from './setting-definitions.ts';

/**
 * Everything that can be set from outside, parsed and checked: a value for each definition, which says what it is. Made by
 * `readSettings`. `databaseUrl` may hold a password: show it through `showStoreUrl` alone.
 */
export type Settings = ValuesOf<typeof SETTING_DEFINITIONS>;

/** Where the value of a setting comes from. */
export type SettingSource = 'environment' | '.env' | 'default';

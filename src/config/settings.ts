import type { ValuesOf } from './setting-definition.ts';
import type { SETTING_DEFINITIONS } from './setting-definitions.ts';

/**
 * All settings, parsed and checked: a value for each definition, which describes it. Created by `readSettings`. `databaseUrl` may
 * contain a password: show it only through `showStoreUrl`.
 */
export type Settings = ValuesOf<typeof SETTING_DEFINITIONS>;

/** Where the value of a setting comes from. */
export type SettingSource = 'environment' | '.env' | 'default';

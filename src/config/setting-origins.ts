import { SETTING_FIELDS } from './definition-of.ts';
import { type Environment, settingTexts } from './setting-texts.ts';
import type { SettingSource, Settings } from './settings.ts';

/** Where the value of each setting comes from. */
export type SettingOrigins = { readonly [K in keyof Settings]: SettingSource };

/** Where `readSettings` finds the value of each setting, given the same arguments. */
export function settingOrigins(environment: Environment, envFileText?: string): SettingOrigins {
  const texts = settingTexts(environment, envFileText);
  return Object.fromEntries(
    SETTING_FIELDS.map((field) => [field, texts[field]?.source ?? 'default']),
  ) as unknown as SettingOrigins;
}

import { parseEnv } from 'node:util';
import { definitionOf, SETTING_FIELDS } from './definition-of.ts';
import type { SettingSource, Settings } from './settings.ts';

/** Variables and their values, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a setting, and where it was found. */
export interface SettingText {
  readonly text: string;
  readonly source: Exclude<SettingSource, 'default'>;
}

/**
 * The text of each setting that is set. The environment overrides the `.env` file; a value that is empty or blank
 * counts as not set.
 */
export function settingTexts(environment: Environment, envFileText = ''): Partial<Record<keyof Settings, SettingText>> {
  const file: Environment = parseEnv(envFileText);
  const texts: Partial<Record<keyof Settings, SettingText>> = {};
  for (const field of SETTING_FIELDS) {
    const { variable } = definitionOf(field);
    const given = environment[variable]?.trim();
    const written = file[variable]?.trim();
    if (given) texts[field] = { text: given, source: 'environment' };
    else if (written) texts[field] = { text: written, source: '.env' };
  }
  return texts;
}

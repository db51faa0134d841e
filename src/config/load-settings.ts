import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { mistypedSettings } from './mistyped-settings.ts';
import { readSettings } from './read-settings.ts';
import { type SettingOrigins, settingOrigins } from './setting-origins.ts';
import type { Settings } from './settings.ts';

/**
 * Loads the settings of this process: from its environment, then from `.env` in a directory (the current one by default).
 *
 * @throws PulsebaseError `INVALID_SETTING`; `FILE_UNREADABLE` when there is a `.env` that cannot be read.
 */
export function loadSettings(directory: string = process.cwd()): Settings {
  return readSettings(process.env, readEnvFile(directory));
}

/** Returns where the values of {@link loadSettings} come from. */
export function loadSettingOrigins(directory: string = process.cwd()): SettingOrigins {
  return settingOrigins(process.env, readEnvFile(directory));
}

/** Returns warnings about names in the `.env` of {@link loadSettings} that look mistyped. */
export function loadSettingWarnings(directory: string = process.cwd()): string[] {
  return mistypedSettings(readEnvFile(directory) ?? '');
}

function readEnvFile(directory: string): string | undefined {
  const path = join(directory, '.env');
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    // A `.env` in an inaccessible directory cannot be meant for this user.
    if (code === 'ENOENT' || (code === 'EACCES' && !mayEnter(directory))) return undefined;
    const reason = code === 'EISDIR' ? 'it is a directory' : code === 'EACCES' ? 'permission denied' : String(code);
    throw new PulsebaseError(
      'FILE_UNREADABLE',
      `${path} cannot be read: ${reason}; make it a readable file or remove it`,
      { cause },
    );
  }
}

function mayEnter(directory: string): boolean {
  try {
    accessSync(directory, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { parseEnv } from 'node:util';
import { nearestName } from '../model/nearest-name.ts';
import { SETTING_DEFINITIONS } from './setting-definitions.ts';

const PREFIX = /^pulsebase_?/i;

/**
 * Returns one-line warnings about names in a `.env` text that were most likely meant as settings. Other programs often keep
 * theirs in the same file: only a name that begins with `PULSEBASE_`, or is nearly that of a setting that the file does not set,
 * is told of.
 */
export function mistypedSettings(envFileText: string): string[] {
  const names = Object.keys(parseEnv(envFileText));
  const known = Object.values(SETTING_DEFINITIONS).map(({ variable }) => variable);
  const free = known.filter((variable) => !names.includes(variable));
  return names
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = meantBy(name, free);
      if (meant !== undefined)
        return `${name} in .env is not a setting of Pulsebase and is ignored; did you mean ${meant}?`;
      if (!PREFIX.test(name)) return [];
      return `${name} in .env is not a setting of Pulsebase and is ignored; pulsebase config lists all`;
    });
}

/** Upper and lower case and underscores aside, one edit for every four letters, and two in all. */
function meantBy(name: string, known: readonly string[]): string | undefined {
  const bare = new Map(known.map((variable) => [plain(variable), variable]));
  const spelt = [plain(name), plain(name.replace(PREFIX, ''))];
  const nearest = spelt.map((text) => nearestName(text, bare.keys(), Math.min(2, Math.floor(text.length / 4))));
  return bare.get(nearest.find((text) => text !== undefined) ?? '');
}

function plain(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

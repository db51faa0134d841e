import { definitionOf, SETTING_FIELDS } from './definition-of.ts';
import type { Settings } from './settings.ts';

const INTRODUCTION = `# Settings of Pulsebase, each with its default. Copy this file to .env and change what you need.
# Variables of the environment override this file; --store URL on the command line overrides DATABASE_URL.
`;

/** Returns a `.env` file with every setting, its default, its purpose and its range. */
export function envExample(): string {
  return `${INTRODUCTION}${SETTING_FIELDS.map(entry).join('')}`;
}

function entry<K extends keyof Settings>(field: K): string {
  const { variable, about, allowed, default: value, show } = definitionOf(field);
  // Nothing in a default is secret.
  const shown = field === 'databaseUrl' ? String(value) : show(value);
  return `\n# ${about}\n# Allowed: ${allowed}\n${variable}=${shown}\n`;
}

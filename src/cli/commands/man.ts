import type { Command } from 'commander';
import { definitionOf, SETTING_FIELDS } from '../../config/definition-of.ts';
import type { Settings } from '../../config/settings.ts';
import type { CommandContext } from '../command-context.ts';
import { commandOutline } from '../manual/command-outline.ts';
import { manPage, type SettingEntry } from '../manual/man-page.ts';
import { readVersion } from '../read-version.ts';

export function defineMan(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase man | man -l -
  pulsebase man > /usr/local/share/man/man1/pulsebase.1

Made from the same definitions as the help of each command. npm install -g installs the page: man pulsebase.`,
    )
    .action(async () => {
      const settings = SETTING_FIELDS.map(settingEntry);
      await context.out.write(manPage(await commandOutline(command.parent ?? command), readVersion(), settings));
    });
}

function settingEntry<K extends keyof Settings>(field: K): SettingEntry {
  const { variable, allowed, show, default: value } = definitionOf(field);
  return { name: variable, allowed, default: show(value) };
}

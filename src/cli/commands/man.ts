import type { Command } from 'commander';
import { SETTING_DEFINITIONS } from '../../config/setting-definitions.ts';
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
      const settings = Object.values(SETTING_DEFINITIONS).map(settingEntry);
      await context.out.write(manPage(await commandOutline(command.parent ?? command), readVersion(), settings));
    });
}

function settingEntry<K extends keyof Settings>(definition: (typeof SETTING_DEFINITIONS)[K]): SettingEntry {
  return { name: definition.variable, allowed: definition.allowed, default: definition.show(definition.default) };
}

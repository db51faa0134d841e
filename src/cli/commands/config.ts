import type { Command } from 'commander';
import { describeSettings, type SettingDescription } from '../../config/describe-settings.ts';
import { locationOf } from '../../engines/registry.ts';
import { requireStoreUrl } from '../../open-store.ts';
import { showStoreUrl } from '../../show-store-url.ts';
import type { CommandContext } from '../command-context.ts';
import { table } from '../format/table.ts';

export function defineConfig(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase config
  DATABASE_URL=chdb:/data/heart pulsebase config --json

Settings come from the environment, then from a .env file in the current directory. Passwords and keys are
hidden, and so is an address that cannot be parsed.
With --json: an array of {name, value, source}.`,
    )
    .action(() => config(context));
}

async function config(context: CommandContext): Promise<void> {
  const { host, globals } = context;
  const settings = await context.settings();
  requireStoreUrl(globals.store ?? settings.databaseUrl);
  const described = describeSettings(settings, await host.loadSettingOrigins(), locationOf);
  const inForce = globals.store === undefined ? described : withStoreOption(described, globals.store);
  await context.print(inForce, () =>
    table(
      [{ title: 'setting' }, { title: 'value' }, { title: 'from' }],
      inForce.map(({ name, value, source }) => [name, value, source]),
    ),
  );
}

/** The option `--store` overrides `DATABASE_URL`. */
function withStoreOption(
  described: readonly SettingDescription[],
  store: string,
): readonly { name: string; value: string; source: string }[] {
  return described.map((setting) =>
    setting.name === 'DATABASE_URL' ? { ...setting, value: showStoreUrl(store), source: '--store' } : setting,
  );
}

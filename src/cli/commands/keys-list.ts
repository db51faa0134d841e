import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { table } from '../format/table.ts';
import { withKeys } from '../with-keys.ts';

export function defineKeysList(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase keys list
  pulsebase keys list --json | jq '.[] | select(.revokedAt == null) | .name'

Keys of PULSEBASE_API_KEYS are not listed.`,
    )
    .action(() => listKeys(context));
}

async function listKeys(context: CommandContext): Promise<void> {
  const keys = await withKeys(context, (store) => store.list());
  await context.print(keys, () =>
    table(
      ['id', 'name', 'scopes', 'created', 'revoked'].map((title) => ({ title })),
      keys.map(({ id, name, scopes, createdAt, revokedAt }) => [
        id,
        name,
        scopes.join(' '),
        minute(createdAt),
        revokedAt === null ? '' : minute(revokedAt),
      ]),
    ),
  );
}

function minute(instant: Date): string {
  return `${instant.toISOString().slice(0, 16)}Z`;
}

import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withKeys } from '../with-keys.ts';

export function defineKeysRevoke(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'id of the key, as pulsebase keys list shows it')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase keys revoke 3f9a0c12b7de

A running service refuses the key from its next request on; services that share a state do within five seconds.`,
    )
    .action((id: string) => revokeKey(context, id));
}

async function revokeKey(context: CommandContext, id: string): Promise<void> {
  const key = await withKeys(context, (keys) => keys.revoke(id));
  await context.print(key, () => [`revoked ${key.id} (${key.name})`]);
}

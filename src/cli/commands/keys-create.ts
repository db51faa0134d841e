import type { Command } from 'commander';
import { parseScopes, SCOPES, type Scope } from '../../api/auth/api-key.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import type { CommandContext } from '../command-context.ts';
import { withKeys } from '../with-keys.ts';

interface Options {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

export function defineKeysCreate(command: Command, context: CommandContext): void {
  command
    .requiredOption('--name <name>', 'who or what the key is for')
    .requiredOption('--scopes <list>', `what it may do: ${SCOPES.join(', ')}; separated by commas`, (text: string) =>
      parseScopes(text, /,/),
    )
    .addHelpText(
      'after',
      `
Examples:
  pulsebase keys create --name dashboard --scopes read
  pulsebase keys create --name phone-app --scopes write --json | jq -r .key
  pulsebase keys create --name prometheus --scopes metrics

read: query and export. write: send readings and users. admin: everything, deletions too. metrics: monitoring only.
The key is shown once; only its hash is kept, in the state (STATE_DIRECTORY, STATE_URL). A running service
knows it at once; services that share a state do within five seconds.
With --json: {id, name, scopes, createdAt, key, setting}; setting is its hash as PULSEBASE_API_KEYS takes it.`,
    )
    .action((options: Options) => createKey(context, options));
}

async function createKey(context: CommandContext, { name, scopes }: Options): Promise<void> {
  if (!/^[\w. -]{1,64}$/.test(name)) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `--name must be 1 to 64 letters, digits, spaces, dots, hyphens or underscores, not ${showValue(name)}`,
      { field: '--name' },
    );
  }
  const { hash, revokedAt: _, ...created } = await withKeys(context, (keys) => keys.create(name, scopes));
  const setting = `${name.replaceAll(' ', '-')}:${scopes.join('+')}:${hash}`;
  await context.print({ ...created, setting }, () => [
    created.key,
    '',
    `id ${created.id}, scopes ${scopes.join(', ')}. Keep the key: it is not shown again.`,
    `For PULSEBASE_API_KEYS of another machine: ${setting}`,
  ]);
}

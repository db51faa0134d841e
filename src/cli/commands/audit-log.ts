import type { Command } from 'commander';
import { KeyNames } from '../../api/auth/key-names.ts';
import { KeyStore } from '../../api/auth/key-store.ts';
import { AuditHistory } from '../../api/watch/audit-history.ts';
import { openPastLines } from '../../api/watch/open-past-lines.ts';
import type { PastAuditEntry } from '../../api/watch/past-audit-entry.ts';
import { pseudonyms } from '../../api/watch/pseudonyms.ts';
import { requireInstant } from '../../model/instant.ts';
import { openState } from '../../state/open-state.ts';
import type { CommandContext } from '../command-context.ts';
import { table } from '../format/table.ts';
import { integer, userId } from '../option-values.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly action?: string;
  readonly key?: string;
  readonly userId?: number;
  readonly named?: boolean;
  readonly limit: number;
}

export function defineAuditLog(command: Command, context: CommandContext): void {
  command
    .option('--from <time>', 'only entries of this instant or later, ISO 8601')
    .option('--to <time>', 'only entries of this instant or earlier')
    .option('--action <list>', 'only these actions, such as delete_user, separated by commas')
    .option('--key <key>', 'only what was done with this API key, by id or name')
    .option('--user-id <id>', 'only what concerns this user, also one who is gone', userId('--user-id'))
    .option('--named', 'only entries that name the user, and not those about everybody')
    .option('--limit <n>', 'how many, the newest first', integer('--limit', { min: 1, max: 100_000 }), 100)
    .addHelpText(
      'after',
      `
Examples:
  pulsebase audit-log --action delete_user,delete_users
  pulsebase audit-log --user-id 99 --named --from 2023-04-01 --json | jq -r '.[].keyName'

Reads the log where the service of this machine writes it (STATE_DIRECTORY, STATE_URL, AUDIT_LOG), whether or not it
runs. Users appear as pseudonyms.`,
    )
    .action((options: Options) => auditLog(context, options));
}

async function auditLog(context: CommandContext, options: Options): Promise<void> {
  const settings = await context.settings();
  const { from, to, action, key, userId: id, named, limit } = options;
  const window = {
    ...(from === undefined ? {} : { from: requireInstant(from, '--from') }),
    ...(to === undefined ? {} : { to: requireInstant(to, '--to') }),
  };
  const state = await openState(settings, { durable: true, create: false });
  try {
    const names = new KeyNames(await new KeyStore(state).list());
    const filter = {
      ...{ ...window, named },
      actions: action?.split(',').map((word) => word.trim()),
      keys: key === undefined ? undefined : names.idsOf(key),
      pseudonym: id === undefined ? undefined : (await pseudonyms(state))(id),
    };
    const entries: (PastAuditEntry & { readonly keyName: string | null })[] = [];
    for await (const entry of new AuditHistory(openPastLines(settings, state)).all(filter)) {
      entries.push({ ...entry, keyName: names.nameOf(entry.key) });
      context.throwIfInterrupted();
      if (entries.length === limit) break;
    }
    await context.print(entries, () => (entries.length === 0 ? ['no entries'] : entryLines(entries)));
  } finally {
    await state.close();
  }
}

function entryLines(entries: readonly (PastAuditEntry & { readonly keyName: string | null })[]): string[] {
  return table(
    [
      ...['time', 'key', 'action', 'users'].map((title) => ({ title })),
      { title: 'status', right: true },
      { title: 'rows', right: true },
    ],
    entries.map(({ time, key, keyName, action, users, usersInAll, status, rows }) => [
      ...[time, keyName ?? key, action, usersInWords(users, usersInAll)],
      ...[String(status), rows === undefined ? '' : String(rows)],
    ]),
  );
}

function usersInWords(users: PastAuditEntry['users'], inAll: number | undefined): string {
  if (users === undefined || users === 'all') return users ?? '';
  return users.length === 1 ? users[0]! : `${inAll ?? users.length} users`;
}

import type { Command } from 'commander';
import type { User } from '../../model/user.ts';
import type { CommandContext } from '../command-context.ts';
import { type Column, table } from '../format/table.ts';

/** Users aligned as one table: the list may be long, and memory is bounded. */
const USERS_PER_TABLE = 1000;

const COLUMNS: readonly Column[] = [
  { title: 'id', right: true },
  { title: 'external id' },
  { title: 'gender' },
  { title: 'age', right: true },
  { title: 'birth date' },
  { title: 'name' },
];

export function defineUsersList(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase users list
  pulsebase users list --json | jq -r .name

With --json one JSON object a line (NDJSON): {id, externalId, name, gender, age, birthDate}.`,
    )
    .action(() => listUsers(context));
}

async function listUsers(context: CommandContext): Promise<void> {
  await context.withStore(async (store) => {
    let page: User[] = [];
    let isFirst = true;
    const printPage = async () => {
      const [titles = '', ...rows] = userTable(page);
      await context.out.write(`${(isFirst ? [titles, ...rows] : rows).join('\n')}\n`);
      isFirst = false;
      page = [];
    };
    for await (const user of store.listUsers()) {
      context.throwIfInterrupted();
      if (context.json) await context.out.write(`${JSON.stringify(user)}\n`);
      else if (page.push(user) >= USERS_PER_TABLE) await printPage();
    }
    if (!context.json && (page.length > 0 || isFirst)) await printPage();
  });
}

export function userTable(users: readonly User[]): string[] {
  return table(
    COLUMNS,
    users.map(({ id, externalId, gender, age, birthDate, name }) => [
      `${id}`,
      externalId ?? '',
      gender,
      `${age ?? ''}`,
      birthDate ?? '',
      name,
    ]),
  );
}

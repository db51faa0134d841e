import { importUsers, type WrittenPage } from '../store/import-users.ts';
import type { Receipt, Source, UsersImportOptions } from '../store/store.ts';
import type { ImportedUser, ReadUser } from '../store/user-rows.ts';
import type { ServiceCalls } from './service-calls.ts';

/** Checks users and sends them to a service; each page is one commit there. */
export function remoteImportUsers(
  calls: ServiceCalls,
  users: Source<ImportedUser>,
  options: UsersImportOptions,
): Promise<Receipt> {
  return importUsers(users, options, (page) => sendPage(calls, page, options.replace));
}

async function sendPage(calls: ServiceCalls, page: readonly ReadUser[], replace = false): Promise<WrittenPage> {
  const parameters = new URLSearchParams({ maxRejections: String(page.length) });
  if (replace) parameters.set('replace', 'true');
  const answer = await calls.json<Receipt>({
    method: 'POST',
    path: `/v1/users/import?${parameters}`,
    headers: { 'content-type': 'application/x-ndjson' },
    body: page.map(({ user }) => `${JSON.stringify(user)}\n`).join(''),
    isRepeatable: true,
  });
  return {
    ...answer,
    rejections: answer.rejections.map((rejection) => {
      const { user: _, ...row } = page[rejection.row - 1]!;
      return { ...rejection, ...row };
    }),
  };
}

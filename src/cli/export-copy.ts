import { pathOf } from '../client/remote-lookup.ts';
import { copyOfPerson } from '../exporters/copy-of-person.ts';
import { isServiceUrl } from '../model/url-scheme.ts';
import { userNotFound } from '../model/user-not-found.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { CommandContext } from './command-context.ts';
import { formatCount } from './format/numbers.ts';
import { printPieces } from './print-pieces.ts';
import { serviceCallsOf } from './service-calls-of.ts';
import { writeWholeFile } from './write-whole-file.ts';

/** Writes everything that is known of a user to an archive: by the service, which keeps alarms, or from the store itself. */
export async function exportCopy(
  context: CommandContext,
  path: string,
  user: UserRef,
  overwrite: boolean,
): Promise<void> {
  const write = async (pieces: AsyncIterable<Uint8Array>) => {
    if (path === '-') {
      await printPieces(context, pieces);
      return;
    }
    const { signal } = context;
    const progress = () => ({ label: 'copying', done: 0, total: undefined });
    const bytes = await context.withProgress(progress, () => writeWholeFile(path, pieces, { overwrite, signal }));
    const written = { file: path, format: 'zip', bytes };
    await context.print([written], () => [`${path}: ${formatCount(bytes)} bytes`, ...context.timing('exported')]);
  };
  const settings = await context.settings();
  if (isServiceUrl(context.globals.store ?? settings.databaseUrl)) {
    const calls = await serviceCallsOf(context);
    const route = `${await pathOf(calls, user)}/export`;
    await write(calls.bytes({ path: route, signal: context.signal, isRepeatable: true }));
    return;
  }
  await context.withStore(async (store) => {
    const known = await store.getUser(user);
    if (known === undefined) throw userNotFound(user);
    await write(copyOfPerson(store, known, Date.now()));
  });
}

import { markedAsText } from '../model/marked-as-text.ts';
import type { User } from '../model/user.ts';
import type { Store } from '../store/store.ts';
import { ALL_TIME } from '../window/window.ts';
import { csvExport } from './csv/csv-export.ts';
import { openExport } from './open-export.ts';
import type { ExportedStore } from './selected-users.ts';
import { type ZipMember, zipPieces } from './zip-pieces.ts';

const EVER = { from: new Date(ALL_TIME.from), to: new Date(ALL_TIME.to) };

const README = `A copy of everything that is known of one person.

user.csv       who it is: id, external id, name, gender, age in completed years, date of birth
readings/      heart rates in beats per minute, a file for each year: user id, time (UTC), heart rate
alarms.csv     alarms that were raised, and what people did about them; only where a service keeps alarms

The files are tables: a line a row, cells separated by commas, the first line names the columns, UTF-8.
A text that a spreadsheet would take for a formula has an apostrophe in front of it.
`;

/**
 * Everything that a store knows of a user, as a zip archive; its averages follow from the readings.
 *
 * @param now When it is made, Unix milliseconds.
 * @param others Files with what is known of the user elsewhere.
 * @param onRows Called with the number of readings since the last call.
 */
export function copyOfPerson(
  store: ExportedStore,
  user: User,
  now: number,
  others: readonly ZipMember[] = [],
  onRows: (rows: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  async function* members(): AsyncGenerator<ZipMember> {
    yield { path: 'README.txt', pieces: [README] };
    yield { path: 'user.csv', pieces: csvExport.users!(pageOf(shownBySpreadsheets(user))) };
    for (const year of await yearsOf(store, user.id)) {
      const selection = { userIds: [user.id], from: `${year}-01-01`, to: `${year}-12-31T23:59:59.999Z` };
      const pieces = openExport(store, { format: csvExport, what: 'readings', selection, onRows });
      yield { path: `readings/${year}.csv`, pieces };
    }
    yield* others;
  }
  return zipPieces(members(), now);
}

/** People open the copy with what they have, and the texts in it may be of others. */
function shownBySpreadsheets({ externalId, name, ...user }: User): User {
  return { ...user, externalId: externalId && markedAsText(externalId), name: markedAsText(name) };
}

async function yearsOf(store: Pick<Store, 'averages'>, userId: number): Promise<ReadonlySet<number>> {
  const years = new Set<number>();
  for await (const { start } of store.averages(userId, EVER, 'month')) years.add(start.getUTCFullYear());
  return years;
}

async function* pageOf<T>(row: T): AsyncGenerator<readonly T[]> {
  yield [row];
}

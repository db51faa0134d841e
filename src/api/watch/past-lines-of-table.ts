import type { StateDatabase } from '../../state/state-database.ts';
import { foreignPlace } from './foreign-place.ts';
import type { LinePlace, PastLine, PastLines, PastLinesRange } from './past-lines.ts';

/** Rows that are read at once: 12 MB at most, as a line has 25 kB at most. */
const AT_ONCE = 500;

/** The lines of all services, from the table `audit` of their state. */
export class PastLinesOfTable implements PastLines {
  readonly #database: Pick<StateDatabase, 'query'>;

  constructor(database: Pick<StateDatabase, 'query'>) {
    this.#database = database;
  }

  async *newestFirst({ after, to = Number.MAX_SAFE_INTEGER }: PastLinesRange): AsyncGenerator<PastLine> {
    let place: LinePlace | undefined = after === undefined ? undefined : requirePlace(after);
    for (;;) {
      const rows = await this.#database.query(
        `SELECT at, service, number, entry FROM state.audit
         WHERE at <= ?${place === undefined ? '' : ' AND (at, service, number) < (?, ?, ?)'}
         ORDER BY at DESC, service DESC, number DESC LIMIT ${AT_ONCE}`,
        // The index is of the time alone: without the bound each page would begin at the newest row.
        place === undefined ? [to] : [Math.min(to, Number(place[0])), ...place],
      );
      for (const [at, service, number, entry] of rows) {
        place = [Number(at), String(service), Number(number)];
        yield { text: String(entry), place };
      }
      if (rows.length < AT_ONCE) return;
    }
  }
}

function requirePlace(place: LinePlace): LinePlace {
  const [at, service, number] = place;
  const isOne = Number.isSafeInteger(at) && typeof service === 'string' && Number.isSafeInteger(number);
  if (isOne && place.length === 3) return place;
  throw foreignPlace();
}

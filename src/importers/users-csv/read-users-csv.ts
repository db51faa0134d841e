import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import type { UserField } from '../../model/user-fields.ts';
import { DelimitedRows, type RowSink } from '../delimited/delimited-rows.ts';
import type { Header } from '../delimited/header.ts';
import type { OpenText } from '../input/open-text.ts';

/**
 * Users from CSV text with the header `id,name,gender,age,birth_date`, in any order; `id` alone must be there. Rows are not
 * checked beyond their form; the store does that. Rows that have no such form come as rejections with their line. The text is
 * closed in the end.
 *
 * @throws PulsebaseError `INVALID_FILE` (damaged gzip), `ABORTED`.
 */
export async function* readUsersCsv(text: OpenText, header: Header): AsyncGenerator<UserRow | Rejection> {
  try {
    const rows = new DelimitedRows(header, text.firstLineNumber, header.columns.get('id')!);
    const sink = new UserSink(header);
    let pending = '';
    for await (const piece of text.pieces) {
      const all = pending + piece.text;
      pending = all.slice(rows.read(all, 0, piece.isLast || piece.isTooLong, sink));
      if (piece.isTooLong) rows.tooLong(sink);
      yield* sink.take();
    }
  } finally {
    text.close();
  }
}

class UserSink implements RowSink {
  readonly isFull = false;
  readonly #columns: Header['columns'];
  #items: (UserRow | Rejection)[] = [];

  constructor(header: Header) {
    this.#columns = header.columns;
  }

  row(line: number, cells: readonly string[]): void {
    // Text in another encoding would be stored with its letters lost.
    if (cells.some((cell) => !cell.isWellFormed())) {
      this.malformed(line, 'the row is not UTF-8 text');
      return;
    }
    const cell = (field: UserField) => {
      const index = this.#columns.get(field);
      return index === undefined ? undefined : cells[index];
    };
    this.#items.push({
      row: line,
      user: {
        id: cell('id'),
        name: cell('name'),
        gender: cell('gender'),
        age: cell('age'),
        birthDate: cell('birthDate'),
      },
    });
  }

  malformed(line: number, message: string): void {
    this.#items.push({ row: line, reason: 'malformed_row', message });
  }

  /** What has been read since the last time. */
  take(): (UserRow | Rejection)[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}

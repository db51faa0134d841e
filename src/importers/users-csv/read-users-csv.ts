import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Rejection } from '../../model/rejection.ts';
import { showValue } from '../../model/show-value.ts';
import type { UserRow } from '../../model/user.ts';
import { DelimitedRows, type RowSink } from '../delimited/delimited-rows.ts';
import { type Header, type HeaderForm, parseHeader } from '../delimited/header.ts';
import { type OpenText, openText } from '../input/open-text.ts';
import { readRows } from '../read-rows.ts';

export interface ReadUsersOptions {
  /** Stops the reading with `ABORTED`. */
  readonly signal?: AbortSignal;
  /** Told what people should know about the contents, a line each, once all is read. */
  readonly onWarning?: (warning: string) => void;
}

const OTHER_COLUMNS = ['name', 'gender', 'age', 'birth_date'] as const;

/**
 * Reads users from a CSV file with the header `id,name,gender,age,birth_date` (any order; only `id` must be there; other
 * columns are passed over): UTF-8, maybe packed by gzip; `-` is standard input. Rows are not checked beyond their form;
 * the store does that. Rows that have no such form come as rejections with their line.
 *
 * @throws PulsebaseError `FILE_UNREADABLE`, `INVALID_FILE` (empty, no text, wrong header, damaged gzip), `ABORTED`.
 */
export async function* readUsersCsv(file: string, options: ReadUsersOptions = {}): AsyncGenerator<UserRow | Rejection> {
  yield* usersOf(await openText(file, options.signal), options);
}

const HEADER: HeaderForm = {
  idColumn: 'id',
  required: ['id'],
  parse: (line) => {
    const header = parseHeader(line, ['id'], OTHER_COLUMNS);
    // A file of readings may have ids too (Fitabase's does); its rows are no users.
    const holdsUsers = header?.width === 1 || OTHER_COLUMNS.some((name) => header?.columns.has(name));
    return holdsUsers ? header : undefined;
  },
};

/** The same for text that is open already; it is closed in the end. */
export async function* usersOf(text: OpenText, options: ReadUsersOptions = {}): AsyncGenerator<UserRow | Rejection> {
  try {
    const header = HEADER.parse(text.firstLine);
    if (header === undefined) {
      throw new PulsebaseError(
        'INVALID_FILE',
        `${text.name} begins with ${showValue(text.firstLine)}; a file of users begins with the header id,name,gender,age,birth_date`,
      );
    }
    const rows = new DelimitedRows(HEADER, header, text.firstLineNumber);
    const sink = new UserSink();
    const parser = {
      read: (part: string, until: number, isLast: boolean) => rows.read(part, until, isLast, sink),
      tooLong: () => rows.tooLong(sink),
    };
    for await (const _ of readRows(text.pieces, parser)) yield* sink.take();
    for (const warning of rows.warnings()) options.onWarning?.(warning);
  } finally {
    text.close();
  }
}

class UserSink implements RowSink {
  readonly isFull = false;
  #items: (UserRow | Rejection)[] = [];

  row(line: number, cells: readonly string[], { columns }: Header): void {
    // Text in another encoding would be stored with its letters lost.
    if (cells.some((cell) => !cell.isWellFormed())) {
      this.malformed(line, 'the row is not UTF-8 text');
      return;
    }
    const cell = (name: string) => {
      const index = columns.get(name);
      return index === undefined ? undefined : cells[index];
    };
    this.#items.push({
      row: line,
      user: {
        id: cell('id'),
        name: cell('name'),
        gender: cell('gender'),
        age: cell('age'),
        birthDate: cell('birth_date'),
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

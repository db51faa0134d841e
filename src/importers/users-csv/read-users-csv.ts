import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import type { UserField } from '../../model/user-fields.ts';
import { DelimitedRows, type RowSink } from '../delimited/delimited-rows.ts';
import type { HeaderForm } from '../delimited/header.ts';
import { gatherRows } from '../gather-rows.ts';
import type { OpenText } from '../input/open-text.ts';
import { rowText } from '../table/row-text.ts';
import type { UsersHeader } from './users-header.ts';

/** A text of users whose header was read. */
export interface UsersCsv {
  readonly text: OpenText;
  readonly header: UsersHeader;
  /** By which a header below the first one is known. */
  readonly form: HeaderForm<UsersHeader>;
  /** Told what people should know about the contents, a line each, once all is read. */
  readonly onWarning?: ((warning: string) => void) | undefined;
  /** Whether rows come as they were written, too. */
  readonly keepsTexts?: boolean | undefined;
}

/**
 * Users from CSV text with the header `id,external_id,name,gender,age,birth_date`, in any order; one of the first two must be there. Rows are not
 * checked beyond their form; the store does that. Rows that have no such form come as rejections with their line. The text is
 * closed in the end.
 *
 * @throws PulsebaseError `INVALID_FILE` (damaged gzip), `ABORTED`.
 */
export async function* readUsersCsv({
  text,
  header,
  form,
  onWarning,
  keepsTexts = false,
}: UsersCsv): AsyncGenerator<UserRow | Rejection> {
  try {
    const rows = new DelimitedRows(form, header, text.firstLineNumber);
    yield* gatherRows<UserRow | Rejection>(text.pieces, (add) => {
      const sink = sinkTo(add, keepsTexts ? (header.text ?? text.firstLine) : undefined);
      return {
        read: (part, until, isLast) => rows.read(part, until, isLast, sink),
        tooLong: () => rows.tooLong(sink),
      };
    });
    for (const warning of rows.warnings()) onWarning?.(warning);
  } finally {
    text.close();
  }
}

/** @param headerText of the rows that come first; left out where no texts are kept. */
function sinkTo(add: (row: UserRow | Rejection) => void, headerText: string | undefined): RowSink<UsersHeader> {
  let current = headerText;
  const written = (text: string | undefined) =>
    current === undefined || text === undefined ? {} : { text, header: current };
  const malformed = (line: number, message: string, text?: string) =>
    add({ row: line, reason: 'malformed_row', message, ...written(text) });
  return {
    isFull: false,
    malformed,
    headed(_line, text, header) {
      if (current !== undefined) current = header?.text ?? text;
    },
    row(line, cells, { columns, delimiter }) {
      const text = current === undefined ? undefined : rowText(cells, delimiter);
      // Text in another encoding would be stored with its letters lost.
      if (cells.some((cell) => !cell.isWellFormed())) {
        malformed(line, 'the row is not UTF-8 text', text);
        return;
      }
      const cell = (field: UserField) => {
        const index = columns.get(field);
        return index === undefined ? undefined : cells[index];
      };
      add({
        row: line,
        user: {
          id: cell('id'),
          externalId: cell('externalId'),
          name: cell('name'),
          gender: cell('gender'),
          age: cell('age'),
          birthDate: cell('birthDate'),
        },
        ...written(text),
      });
    },
  };
}

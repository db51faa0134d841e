import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import type { UserRow } from '../model/user.ts';
import { type IgnoredColumns, passedOver } from '../model/user-fields.ts';
import { openInput } from './input/open-input.ts';
import { type OpenText, textOf } from './input/open-text.ts';
import { withHead } from './input/with-head.ts';
import { MAGIC } from './parquet/parquet-format.ts';
import { readUsersCsv } from './users-csv/read-users-csv.ts';
import { usersHeader, usersHeaderForm } from './users-csv/users-header.ts';
import { readUsersNdjson } from './users-ndjson/read-users-ndjson.ts';
import { readUsersParquet } from './users-parquet/read-users-parquet.ts';

export interface OpenUsersOptions {
  /** Ignores unknown columns and members, all or those listed, instead of refusing them. */
  readonly ignoreColumns?: IgnoredColumns | undefined;
  /** Whether rows are kept as they were written, for those that are rejected. */
  readonly keepsTexts?: boolean | undefined;
  /** Stops the reading with `ABORTED`. */
  readonly signal?: AbortSignal;
}

/** A file of users, opened and recognised. */
export interface UsersSource {
  /** How messages call it. */
  readonly name: string;
  /** The users, once: rows as written, and rejections of rows that cannot be read, with their line. It closes the file. */
  rows(): AsyncGenerator<UserRow | Rejection>;
  /** What people should know about the contents, one line each; complete once the rows are read. */
  warnings(): readonly string[];
  /** Closes the file; only needed when `rows()` was never begun. */
  close(): void;
}

/**
 * Opens a file of users: CSV with a header, a JSON object a line, which may be a FHIR Patient, or Parquet; UTF-8, maybe packed by
 * gzip; `-` is standard input.
 *
 * @throws PulsebaseError `FILE_UNREADABLE`, `INVALID_FILE` (empty, no text, wrong header, a column that is not known), `ABORTED`.
 */
export async function openUsers(file: string, options: OpenUsersOptions = {}): Promise<UsersSource> {
  const input = await openInput(file, options.signal);
  const { head, all: chunks } = await withHead(input.chunks, MAGIC.length);
  if (head.toString('latin1', 0, MAGIC.length) === MAGIC) {
    const rows = () => readUsersParquet({ name: input.name, chunks }, passedOver(options.ignoreColumns));
    return { name: input.name, rows, warnings: () => [], close: input.close };
  }
  const text = await textOf({ ...input, chunks });
  try {
    const warnings: string[] = [];
    const rows = rowsOf(text, options, (warning) => warnings.push(warning));
    return { name: text.name, rows, warnings: () => warnings, close: text.close };
  } catch (error) {
    text.close();
    throw error;
  }
}

function rowsOf(
  text: OpenText,
  { ignoreColumns, keepsTexts = false }: OpenUsersOptions,
  onWarning: (warning: string) => void,
): UsersSource['rows'] {
  const isPassedOver = passedOver(ignoreColumns);
  const first = text.firstLine.trimStart();
  if (first.startsWith('[')) {
    throw new PulsebaseError(
      'INVALID_FILE',
      `${text.name} begins with a JSON array; write one user a line, as jq -c '.[]' does`,
    );
  }
  if (!first.startsWith('{')) {
    const header = usersHeader(text, isPassedOver);
    return () => readUsersCsv({ text, header, form: usersHeaderForm(isPassedOver), onWarning, keepsTexts });
  }
  return async function* () {
    try {
      yield* readUsersNdjson(text.pieces, text.firstLineNumber, isPassedOver, keepsTexts);
    } finally {
      text.close();
    }
  };
}

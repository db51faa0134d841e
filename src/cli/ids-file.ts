import { DELIMITERS, type Header, type HeaderForm } from '../importers/delimited/header.ts';
import { splitCells } from '../importers/delimited/split-cells.ts';
import { type OpenText, openText } from '../importers/input/open-text.ts';
import type { TextPiece } from '../importers/input/text-pieces.ts';
import { readUsersCsv } from '../importers/users-csv/read-users-csv.ts';
import { isExternalId } from '../model/external-id.ts';
import { plainName } from '../model/plain-name.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import { parseUserId } from '../model/user-id.ts';
import type { UserRef } from '../model/user-ref.ts';

/** Normalised names of the column of ids. */
const ID_NAMES: ReadonlySet<string> = new Set(['id', 'userid']);

/** Normalised names of a column of external ids, used where there is no column of ids. */
const EXTERNAL_NAMES: ReadonlySet<string> = new Set(['externalid', 'user']);

/** The unnamed first column of row numbers that R and pandas add. */
const NO_NAME = /^(?:unnamed:\d+)?$/;

/** A header below the first line is an error. */
const NONE_BELOW: HeaderForm = {
  isKey: (cell) => parseUserId(cell) !== undefined,
  parse: () => undefined,
  lack: () => 'has no column id',
};

/** The same for a column of external ids. */
const NO_NAMES_BELOW: HeaderForm = {
  ...NONE_BELOW,
  isKey: isName,
};

const WANTED =
  'write one id a line, or CSV in which every column has a name and one, the ids, is called id or user_id, or external_id';

/**
 * Reads users from a file: one id per line, or the column `id` or `user_id` of a CSV with a header, or else its column
 * `external_id` or `user`; plain or gzipped. Since such a file says whom to delete, nothing in it is guessed: one bad line
 * refuses the whole file.
 *
 * @throws PulsebaseError `FILE_UNREADABLE`, or `INVALID_FILE` with the line at fault.
 */
export async function readIdsFile(file: string): Promise<UserRef[]> {
  const text = await openText(file);
  try {
    const ids: UserRef[] = [];
    for await (const item of rowsOf(text)) {
      if ('reason' in item) throw invalid(text, `line ${item.row}: ${item.message}`, item.row);
      const { externalId } = item.user;
      if (externalId !== undefined) {
        if (!isName(externalId))
          throw invalid(text, `line ${item.row}: ${showValue(externalId)} is not an external id`, item.row);
        ids.push(externalId);
        continue;
      }
      const id = parseUserId(item.user.id);
      if (id === undefined) {
        const cell = showValue(item.user.id);
        throw invalid(
          text,
          `line ${item.row}: ${cell} is not a user id, which is a whole number in plain digits`,
          item.row,
        );
      }
      ids.push(id);
    }
    if (ids.length === 0) throw invalid(text, 'there are no user ids');
    return ids;
  } finally {
    text.close();
  }
}

function rowsOf(text: OpenText): ReturnType<typeof readUsersCsv> {
  const cells = splitCells(text.firstLine, ',');
  const isId = typeof cells !== 'string' && cells.length === 1 && parseUserId(cells[0]) !== undefined;
  if (!isId) {
    const named = headerOf(text);
    return readUsersCsv({ text, header: named, form: named.columns.has('id') ? NONE_BELOW : NO_NAMES_BELOW });
  }
  const header: Header = { delimiter: ',', width: 1, columns: new Map([['id', 0]]), key: 0 };
  const headedText = { ...text, firstLineNumber: text.firstLineNumber - 1, pieces: headed(text.pieces) };
  return readUsersCsv({ text: headedText, header, form: NONE_BELOW });
}

function headerOf(text: OpenText): Header {
  const begins = `it begins with ${showValue(text.firstLine)}`;
  const refused = (what: string) => invalid(text, `${begins}, where ${what}; ${WANTED}`, text.firstLineNumber);
  for (const delimiter of DELIMITERS) {
    const cells = splitCells(text.firstLine, delimiter);
    if (typeof cells === 'string') continue;
    const names = cells.map(plainName);
    const [id, second] = columnsOf(names, ID_NAMES) ?? columnsOf(names, EXTERNAL_NAMES) ?? [];
    if (id === undefined) continue;
    const field = ID_NAMES.has(names[id]!) ? 'id' : 'externalId';
    if (second !== undefined) throw refused(`${showValue(cells[id])} and ${showValue(cells[second])} both name ids`);
    const unnamed = names.findIndex((name) => NO_NAME.test(name));
    if (unnamed >= 0) throw refused(`column ${unnamed + 1} has no name`);
    return { delimiter, width: cells.length, columns: new Map([[field, id]]), key: id };
  }
  throw invalid(text, `${begins}, which is not a user id and names no column of ids; ${WANTED}`, text.firstLineNumber);
}

function isName(cell: unknown): cell is string {
  return typeof cell === 'string' && isExternalId(cell) && !EXTERNAL_NAMES.has(plainName(cell));
}

/** Where the names stand; `undefined` when none does. */
function columnsOf(names: readonly string[], wanted: ReadonlySet<string>): number[] | undefined {
  const found = names.flatMap((name, at) => (wanted.has(name) ? [at] : []));
  return found.length === 0 ? undefined : found;
}

async function* headed(pieces: AsyncIterable<TextPiece>): AsyncGenerator<TextPiece> {
  yield { text: 'id\n', isTooLong: false, isLast: false };
  yield* pieces;
}

function invalid({ name }: OpenText, what: string, row?: number): PulsebaseError {
  return new PulsebaseError('INVALID_FILE', `${name}: ${what}`, row === undefined ? {} : { row });
}

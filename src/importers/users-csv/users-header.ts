import { plainName } from '../../model/plain-name.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import { type PassedOver, userFields } from '../../model/user-fields.ts';
import { parseUserId } from '../../model/user-id.ts';
import { AMBIGUOUS_HEADER, DELIMITERS, type Header, type HeaderForm } from '../delimited/header.ts';
import { splitCells } from '../delimited/split-cells.ts';
import type { OpenText } from '../input/open-text.ts';

/** Columns of which one says whom a row is about, as they are compared. */
const ID_NAMES: ReadonlySet<string> = new Set(['id', 'externalid']);

/** The header of a file of users. */
export interface UsersHeader extends Header {
  /** The same as written, if its reader keeps it. */
  readonly text?: string;
}

/**
 * The header of a file of users, with its columns by the field of a user that they hold.
 *
 * @throws PulsebaseError `INVALID_FILE` when there is no column `id` or `external_id`, when two columns hold one field, and when a column is not
 *   known and not to be passed over.
 */
export function usersHeader(
  { name, firstLine }: Pick<OpenText, 'name' | 'firstLine'>,
  isPassedOver: PassedOver,
): UsersHeader {
  for (const delimiter of DELIMITERS) {
    const cells = splitCells(firstLine, delimiter);
    if (typeof cells === 'string' || !cells.some((cell) => ID_NAMES.has(plainName(cell)))) continue;
    const columns = columnsOf(name, cells, isPassedOver);
    const key = columns.get('id') ?? columns.get('externalId');
    if (key !== undefined) return { delimiter, width: cells.length, columns, key, text: firstLine };
  }
  throw new PulsebaseError(
    'INVALID_FILE',
    `${name} begins with ${showValue(firstLine)}; a file of users begins with the header id,external_id,name,gender,age,birth_date, of which id or external_id must be there`,
  );
}

/** The headers of files of users, as they may stand below the first one. */
export function usersHeaderForm(isPassedOver: PassedOver): HeaderForm<UsersHeader> {
  return {
    isKey: (cell = '', { columns }) =>
      columns.has('id') ? parseUserId(cell) !== undefined : cell !== '' && !ID_NAMES.has(plainName(cell)),
    lack: (names) => (names.some((name) => ID_NAMES.has(name)) ? AMBIGUOUS_HEADER : 'has no column id or external_id'),
    parse(firstLine) {
      try {
        return usersHeader({ name: 'the file', firstLine }, isPassedOver);
      } catch (error) {
        if (error instanceof PulsebaseError) return undefined;
        throw error;
      }
    },
  };
}

function columnsOf(name: string, cells: readonly string[], isPassedOver: PassedOver): Header['columns'] {
  try {
    return userFields(cells, isPassedOver);
  } catch (cause) {
    if (!(cause instanceof PulsebaseError)) throw cause;
    throw new PulsebaseError('INVALID_FILE', `${name}: ${cause.message}`, {
      cause,
      ...(cause.field === undefined ? {} : { field: cause.field }),
    });
  }
}

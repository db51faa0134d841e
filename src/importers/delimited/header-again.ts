import { plainName } from '../../model/plain-name.ts';
import type { Header, HeaderForm } from './header.ts';

/** A header below the first one, as where files were put together. */
export type HeaderAgain<H extends Header> =
  | {
      readonly lack: undefined;
      readonly header: H;
      /** Whether the last row of the previous file is on the same line. */
      readonly isGlued: boolean;
    }
  /** By what no row can be read: `lack` says why. */
  | { readonly lack: string };

/** Names of columns in files that people put together. */
const NAMES =
  'id|user_?id|external_?id|user|participant(?:_?id)?|subject(?:_?id)?|patient(?:_?id)?|time|timestamp|date_?time|date|start_?time|' +
  'value|heart_?rate|hr|bpm|pulse|name|gender|age|birth_?date';
const NAME = new RegExp(`^(?:${NAMES})$`);
/** Passes over nearly all lines that are no header, at little cost. */
const MAY_HOLD_NAME = new RegExp(`(?:${NAMES.replaceAll('_?', '[ _]?')})\\s*(?:[([{]|["\\r,;\\t|]|$)`, 'i');

/** The header that a line is which is not a row of a file with the header `above`; `undefined` when it is none. */
export function headerAgain<H extends Header>(line: string, above: H, form: HeaderForm<H>): HeaderAgain<H> | undefined {
  if (!MAY_HOLD_NAME.test(line)) return undefined;
  const cells = line.split(above.delimiter);
  // A file whose last line does not end, and behind its last cell the header of the next file.
  const isGlued = form.isKey(cells[above.key], above);
  if (isGlued && cells.length <= above.width) return undefined;
  const from = isGlued ? cells.slice(above.width - 1).join(above.delimiter) : line;
  // What stands before the first name is the end of a row, or the byte order mark of a file.
  const text = isGlued ? from.replace(/^[^\p{L}_"]+/u, '') : from.replace(/^\uFEFF/, '');
  const header = form.parse(text);
  if (header !== undefined) return { lack: undefined, header, isGlued };
  const names = text.split(/[,;\t|]/).map((cell) => plainName(cell.replaceAll('"', '')));
  const known = names.filter((name) => NAME.test(name)).length;
  if (names.length === 1 || known === 0 || (known === 1 && !names.every((name) => /^[\p{L}_]/u.test(name))))
    return undefined;
  return { lack: form.lack(names) };
}

/** Whether rows are laid out alike under both. */
export function isSameLayout(one: Header, other: Header): boolean {
  return (
    one.delimiter === other.delimiter &&
    one.width === other.width &&
    one.columns.size === other.columns.size &&
    [...one.columns].every(([name, index]) => other.columns.get(name) === index)
  );
}

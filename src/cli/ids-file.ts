import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import { parseUserId } from '../model/user-id.ts';

const HEADERS = new Set(['id', 'user_id', 'userid']);

/**
 * User ids from a file: one a line, or the first column of a CSV with or without a header. Since such a file says whom
 * to delete, one line at fault refuses the whole file.
 *
 * @throws PulsebaseError `FILE_UNREADABLE`, or `INVALID_FILE` with the line at fault.
 */
export async function readIdsFile(file: string): Promise<number[]> {
  const ids: number[] = [];
  let row = 0;
  try {
    const input = createReadStream(file, 'utf8');
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      row += 1;
      const cell = firstCell(row === 1 ? line.replace(/^\uFEFF/, '') : line);
      if (cell === '' || (row === 1 && HEADERS.has(cell.toLowerCase()))) continue;
      const id = parseUserId(cell);
      if (id === undefined) {
        throw new PulsebaseError('INVALID_FILE', `${file}, line ${row}: ${showValue(cell)} is no user id`, { row });
      }
      ids.push(id);
    }
  } catch (cause) {
    if (cause instanceof PulsebaseError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('FILE_UNREADABLE', `cannot read ${file}: ${reason}`, { cause });
  }
  if (ids.length === 0) throw new PulsebaseError('INVALID_FILE', `${file} holds no user ids`);
  return ids;
}

function firstCell(line: string): string {
  const cell = (line.split(',', 1)[0] ?? '').trim();
  return cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).trim() : cell;
}

import { giveWay } from '../../async/give-way.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { UserRow } from '../../model/user.ts';
import { type PassedOver, userFields } from '../../model/user-fields.ts';
import { withFile } from '../input/with-file.ts';
import { ParquetProcess } from '../parquet/parquet-process.ts';

/** Rows decoded at a time. */
const ROWS = 5000;

/**
 * Users from Parquet with the columns `id`, `external_id`, `name`, `gender`, `age`, `birth_date`, in any order. Rows are not
 * checked; the store does that.
 *
 * @throws PulsebaseError `INVALID_FILE` (no Parquet, a column that is not known), and what the chunks throw.
 */
export function readUsersParquet(
  input: { readonly name: string; readonly chunks: AsyncGenerator<Buffer> },
  isPassedOver: PassedOver,
): AsyncGenerator<UserRow> {
  return withFile({ ...input, path: undefined }, (path) => readRows(input.name, path, isPassedOver));
}

async function* readRows(name: string, path: string, isPassedOver: PassedOver): AsyncGenerator<UserRow> {
  const decoder = new ParquetProcess(path);
  try {
    const { columns, groups } = await attempt(name, () => decoder.contents());
    const fields = [...(await attempt(name, async () => userFields(columns, isPassedOver)))];
    const wanted = fields.map(([, at]) => columns[at]!);
    const total = groups.reduce((sum, { rows }) => sum + rows, 0);
    for (let start = 0; start < total; start += ROWS) {
      const end = Math.min(total, start + ROWS);
      const { cells } = await attempt(name, () => decoder.rows({ columns: wanted, start, end }));
      for (let at = 0; at < end - start; at += 1) {
        const user = Object.fromEntries(fields.map(([field], column) => [field, plain(cells[column]![at])]));
        yield { row: start + at + 1, user };
      }
      await giveWay();
    }
  } finally {
    decoder.close();
  }
}

/** Integers of 64 bits come as `bigint`, dates as midnights. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Date ? value.toISOString().slice(0, 10) : value;
}

async function attempt<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('INVALID_FILE', `${name} cannot be read as Parquet of users: ${reason}`, { cause });
  }
}

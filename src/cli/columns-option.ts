import type { TableColumns } from '../importers/table-options.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';

const ROLES = [
  'user',
  'user_id',
  'timestamp',
  'date',
  'time',
  'heart_rate',
  'device',
] as const satisfies readonly (keyof TableColumns)[];

/** Reads `user=ID,timestamp=Time,heart_rate=bpm`; the option may be repeated. */
export function columnsOption(text: string, previous: TableColumns = {}): TableColumns {
  let columns = previous;
  for (const part of text.split(',')) {
    const [, word, name] = /^\s*([^=]*?)\s*=(.*)$/.exec(part) ?? [];
    const role = ROLES.find((known) => known === word);
    if (role === undefined || name === undefined || name.trim() === '') {
      throw new PulsebaseError(
        'INVALID_ARGUMENT',
        `--columns must be pairs such as heart_rate=bpm, separated by commas, for ${ROLES.join(', ')}; not ${showValue(part)}`,
        { field: '--columns' },
      );
    }
    columns = { ...columns, [role]: name.trim() };
  }
  return columns;
}

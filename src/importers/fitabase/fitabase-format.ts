import type { ReadingFormat } from '../reading-format.ts';
import { plainColumn } from '../table/column-names.ts';
import { tableFormat } from '../table/table-format.ts';

const COLUMNS = ['id', 'time', 'value'];

/** The public Fitbit set as Fitabase exports it (`heartrate_seconds_merged.csv`): `Id,Time,Value`, times without a zone. */
export const fitabaseFormat: ReadingFormat = tableFormat({
  name: 'fitabase',
  beginning: 'the header Id,Time,Value',
  isUsual12Hour: true,
  isKind: (names) => {
    const plain = names.map(plainColumn);
    return COLUMNS.every((column) => plain.includes(column));
  },
});

import type { ReadingFormat } from '../reading-format.ts';
import { tableFormat } from '../table/table-format.ts';

/** A table of readings: a header that names the columns, in Pulsebase's own words or in usual ones. */
export const csvFormat: ReadingFormat = tableFormat({
  name: 'csv',
  beginning: 'the header user_id,timestamp,heart_rate',
  body: {
    mediaTypes: ['text/csv'],
    description: 'With the header user_id,timestamp,heart_rate, or other usual names of such columns.',
    example: 'user_id,timestamp,heart_rate\n1,2023-04-05T07:07:08Z,80\n',
  },
});

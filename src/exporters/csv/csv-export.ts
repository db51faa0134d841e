import { AVERAGE_FORMS, READING_FORMS, USER_FORMS } from '../../store/row-forms.ts';
import type { ExportFormat } from '../export-format.ts';
import { readingPieces, rowPieces } from '../text-pieces.ts';

/** Tables with a header, as `import` and `users import` read them. */
export const csvExport: ExportFormat = {
  name: 'csv',
  extension: 'csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  description: 'a table with a header',
  readings: (blocks) => readingPieces(blocks, readingLine, `${READING_FORMS.csvHeader}\n`),
  averages: (pages) =>
    rowPieces(pages, (row) => `${row.userId},${AVERAGE_FORMS.csv(row)}\n`, `user_id,${AVERAGE_FORMS.csvHeader}\n`),
  users: (pages) => rowPieces(pages, (user) => `${USER_FORMS.csv(user)}\n`, `${USER_FORMS.csvHeader}\n`),
};

/** As {@link READING_FORMS} writes it, from the columns of a block. */
function readingLine(userId: number, _timestamp: number, iso: string, heartRate: number): string {
  return `${userId},${iso},${heartRate / 1000}\n`;
}

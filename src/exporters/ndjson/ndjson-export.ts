import { AVERAGE_FORMS, USER_FORMS } from '../../store/row-forms.ts';
import type { ExportFormat } from '../export-format.ts';
import { readingPieces, rowPieces } from '../text-pieces.ts';

/** One JSON object a line, as `import` and `users import` read them. */
export const ndjsonExport: ExportFormat = {
  name: 'ndjson',
  extension: 'ndjson',
  mediaType: 'application/x-ndjson; charset=utf-8',
  description: 'one JSON object a line',
  readings: (blocks) =>
    readingPieces(
      blocks,
      (userId, _, iso, heartRate) => `{"userId":${userId},"timestamp":"${iso}","heartRate":${heartRate / 1000}}\n`,
    ),
  averages: (pages) => rowPieces(pages, (row) => `{"userId":${row.userId},${AVERAGE_FORMS.json(row).slice(1)}\n`),
  users: (pages) => rowPieces(pages, (user) => `${USER_FORMS.json(user)}\n`),
};

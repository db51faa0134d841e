import type { ReadingBlock } from '../../model/reading-block.ts';
import { AVERAGE_FORMS, READING_FORMS, USER_FORMS } from '../../store/row-forms.ts';
import type { ExportFormat } from '../export-format.ts';
import { rowPieces, textPieces } from '../text-pieces.ts';

/** Tables with a header, as `import` and `users import` read them. */
export const csvExport: ExportFormat = {
  name: 'csv',
  extension: 'csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  description: 'a table with a header',
  readings: (blocks) => textPieces(linesOf(blocks), `${READING_FORMS.csvHeader}\n`),
  averages: (pages) =>
    rowPieces(pages, (row) => `${row.userId},${AVERAGE_FORMS.csv(row)}\n`, `user_id,${AVERAGE_FORMS.csvHeader}\n`),
  users: (pages) => rowPieces(pages, (user) => `${USER_FORMS.csv(user)}\n`, `${USER_FORMS.csvHeader}\n`),
};

async function* linesOf(blocks: AsyncIterable<ReadingBlock>): AsyncGenerator<Iterable<string>> {
  for await (const block of blocks) yield lines(block);
}

/** As {@link READING_FORMS} writes them, from the columns. */
function* lines({ length, userIds, timestamps, heartRates }: ReadingBlock): Generator<string> {
  const time = new Date(0);
  for (let at = 0; at < length; at += 1) {
    time.setTime(timestamps[at]!);
    yield `${userIds[at]},${time.toISOString()},${heartRates[at]! / 1000}\n`;
  }
}

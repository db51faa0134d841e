import type { ReadingBlock } from '../../model/reading-block.ts';
import { AVERAGE_FORMS, USER_FORMS } from '../../store/row-forms.ts';
import type { ExportFormat } from '../export-format.ts';
import { rowPieces, textPieces } from '../text-pieces.ts';

/** One JSON object a line, as `import` and `users import` read them. */
export const ndjsonExport: ExportFormat = {
  name: 'ndjson',
  extension: 'ndjson',
  mediaType: 'application/x-ndjson; charset=utf-8',
  description: 'one JSON object a line',
  readings: (blocks) => textPieces(linesOf(blocks)),
  averages: (pages) => rowPieces(pages, (row) => `{"userId":${row.userId},${AVERAGE_FORMS.json(row).slice(1)}\n`),
  users: (pages) => rowPieces(pages, (user) => `${USER_FORMS.json(user)}\n`),
};

async function* linesOf(blocks: AsyncIterable<ReadingBlock>): AsyncGenerator<Iterable<string>> {
  for await (const block of blocks) yield lines(block);
}

function* lines({ length, userIds, timestamps, heartRates }: ReadingBlock): Generator<string> {
  const time = new Date(0);
  for (let at = 0; at < length; at += 1) {
    time.setTime(timestamps[at]!);
    yield `{"userId":${userIds[at]},"timestamp":"${time.toISOString()}","heartRate":${heartRates[at]! / 1000}}\n`;
  }
}

import type { ReadingBlock } from '../../model/reading-block.ts';
import type { ExportFormat } from '../export-format.ts';
import { textPieces } from '../text-pieces.ts';
import type { UserNames } from '../user-names.ts';
import { dataPointId } from './data-point-id.ts';

/**
 * Open mHealth data points of `omh:heart-rate:2.0`, one a line. https://www.openmhealth.org/schemas/omh_heart-rate/,
 * https://www.openmhealth.org/schemas/omh_data-point/
 */
export const openMhealthExport: ExportFormat = {
  name: 'omh',
  extension: 'ndjson',
  mediaType: 'application/x-ndjson; charset=utf-8',
  description: 'Open mHealth heart-rate 2.0, a data point a line',
  readings: (blocks, names) => textPieces(linesOf(blocks, names)),
};

async function* linesOf(blocks: AsyncIterable<ReadingBlock>, names: UserNames): AsyncGenerator<Iterable<string>> {
  for await (const block of blocks) yield lines(block, await names.of(block.userIds.subarray(0, block.length)));
}

function* lines(
  { length, userIds, timestamps, heartRates }: ReadingBlock,
  names: ReadonlyMap<number, string>,
): Generator<string> {
  const now = new Date().toISOString();
  for (let at = 0; at < length; at += 1) {
    const userId = userIds[at]!;
    const point = {
      header: {
        id: dataPointId(userId, timestamps[at]!),
        creation_date_time: now,
        schema_id: { namespace: 'omh', name: 'heart-rate', version: '2.0' },
        user_id: names.get(userId),
      },
      body: {
        heart_rate: { value: heartRates[at]! / 1000, unit: 'beats/min' },
        effective_time_frame: { date_time: new Date(timestamps[at]!).toISOString() },
      },
    };
    yield `${JSON.stringify(point)}\n`;
  }
}

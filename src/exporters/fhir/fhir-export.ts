import { observationText } from '../../fhir/observation-text.ts';
import { patientOf } from '../../fhir/patient.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { ExportFormat } from '../export-format.ts';
import { rowPieces, textPieces } from '../text-pieces.ts';

/**
 * FHIR R4 resources, one a line, as bulk data has them: readings are Observations, users Patients.
 * https://hl7.org/fhir/R4/nd-json.html
 */
export const fhirExport: ExportFormat = {
  name: 'fhir',
  extension: 'ndjson',
  mediaType: 'application/fhir+ndjson',
  description: 'FHIR R4, an Observation or a Patient a line',
  readings: (blocks) => textPieces(linesOf(blocks)),
  users: (pages) => rowPieces(pages, (user) => `${JSON.stringify(patientOf(user))}\n`),
};

async function* linesOf(blocks: AsyncIterable<ReadingBlock>): AsyncGenerator<Iterable<string>> {
  for await (const block of blocks) yield lines(block);
}

function* lines({ length, userIds, timestamps, heartRates }: ReadingBlock): Generator<string> {
  const time = new Date(0);
  for (let at = 0; at < length; at += 1) {
    time.setTime(timestamps[at]!);
    yield `${observationText(userIds[at]!, timestamps[at]!, time.toISOString(), heartRates[at]!)}\n`;
  }
}

import { observationText } from '../../fhir/observation-text.ts';
import { patientOf } from '../../fhir/patient.ts';
import type { ExportFormat } from '../export-format.ts';
import { readingPieces, rowPieces } from '../text-pieces.ts';

/**
 * FHIR R4 resources, one a line, as bulk data has them: readings are Observations, users Patients.
 * https://hl7.org/fhir/R4/nd-json.html
 */
export const fhirExport: ExportFormat = {
  name: 'fhir',
  extension: 'ndjson',
  mediaType: 'application/fhir+ndjson',
  description: 'FHIR R4, an Observation or a Patient a line',
  readings: (blocks) => readingPieces(blocks, (...reading) => `${observationText(...reading)}\n`),
  users: (pages) => rowPieces(pages, (user) => `${JSON.stringify(patientOf(user))}\n`),
};

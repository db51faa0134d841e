import { csvExport } from './csv/csv-export.ts';
import type { ExportFormat } from './export-format.ts';
import { fhirExport } from './fhir/fhir-export.ts';
import { ndjsonExport } from './ndjson/ndjson-export.ts';
import { openMhealthExport } from './open-mhealth/open-mhealth-export.ts';
import { parquetExport } from './parquet/parquet-export.ts';

/** Every format that can be exported; a name that ends as several do means the first of them. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  parquetExport,
  csvExport,
  ndjsonExport,
  fhirExport,
  openMhealthExport,
];

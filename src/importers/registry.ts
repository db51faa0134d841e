import { appleHealthFormat } from './apple-health/apple-health-format.ts';
import { csvFormat } from './csv/csv-format.ts';
import { empaticaFormat } from './empatica/empatica-format.ts';
import { fhirFormat } from './fhir/fhir-format.ts';
import { fitFormat } from './fit/fit-format.ts';
import { fitabaseFormat } from './fitabase/fitabase-format.ts';
import { fitbitFormat } from './fitbit/fitbit-format.ts';
import { fitbitApiFormat } from './fitbit-api/fitbit-api-format.ts';
import { garminJsonFormat } from './garmin-json/garmin-json-format.ts';
import { googleFitFormat } from './google-fit/google-fit-format.ts';
import { gpxFormat } from './gpx/gpx-format.ts';
import { healthAutoExportFormat } from './health-auto-export/health-auto-export-format.ts';
import { healthConnectFormat } from './health-connect/health-connect-format.ts';
import { huaweiFormat } from './huawei/huawei-format.ts';
import { jsonArrayFormat } from './json-array/json-array-format.ts';
import { ndjsonFormat } from './ndjson/ndjson-format.ts';
import { openMhealthFormat } from './open-mhealth/open-mhealth-format.ts';
import { ouraFormat } from './oura/oura-format.ts';
import { parquetFormat } from './parquet/parquet-format.ts';
import { polarFormat } from './polar/polar-format.ts';
import { polarHrmFormat } from './polar-hrm/polar-hrm-format.ts';
import type { ReadingFormat } from './reading-format.ts';
import { samsungFormat } from './samsung/samsung-format.ts';
import { samsungBinsFormat } from './samsung-bins/samsung-bins-format.ts';
import { suuntoFormat } from './suunto/suunto-format.ts';
import { tcxFormat } from './tcx/tcx-format.ts';
import { whoopFormat } from './whoop/whoop-format.ts';
import { withingsFormat } from './withings/withings-format.ts';

/** Every format that can be imported; docs/adding-a-format.md says how one is added. */
export const READING_FORMATS: readonly ReadingFormat[] = [
  // In the order in which they are tried: what many files could be comes last.
  fitFormat,
  appleHealthFormat,
  tcxFormat,
  gpxFormat,
  fitbitFormat,
  fitbitApiFormat,
  googleFitFormat,
  samsungFormat,
  samsungBinsFormat,
  withingsFormat,
  whoopFormat,
  healthConnectFormat,
  parquetFormat,
  garminJsonFormat,
  polarFormat,
  polarHrmFormat,
  ouraFormat,
  huaweiFormat,
  suuntoFormat,
  healthAutoExportFormat,
  openMhealthFormat,
  fhirFormat,
  empaticaFormat,
  fitabaseFormat,
  csvFormat,
  ndjsonFormat,
  jsonArrayFormat,
];

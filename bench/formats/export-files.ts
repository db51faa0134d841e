import type { FormatFile } from './format-file.ts';
import { zipChunks } from './zip-chunks.ts';

/** MB of XML a second: a 1 GB export in about half a minute. */
const APPLE_MEGABYTES = 30;
const TAKEOUT_GOAL = 300_000;
/** What a day of Fitbit holds. */
const ROWS_A_DAY = 19_000;
const BEGIN = Date.UTC(2020, 0, 1);
const RECORDS_A_CHUNK = 1000;

/** An export of Apple Health in its zip, every third record something else than a heart rate. */
export function appleFile(readings: number): FormatFile {
  const bytes = [...healthData(1000)].reduce((sum, { length }) => sum + length, 0) / 1000;
  return {
    name: `apple-health: export.zip, ${((bytes * readings) / 1e6).toFixed(0)} MB of XML in it`,
    readings,
    sum: sumTo(readings),
    goal: Math.round((APPLE_MEGABYTES * 1e6) / bytes),
    chunks: () => zipChunks([['apple_health_export/export.xml', () => healthData(readings)]]),
  };
}

function* healthData(readings: number): Generator<Buffer> {
  yield Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="en_NL">\n');
  for (let first = 0; first < readings; first += RECORDS_A_CHUNK) {
    const records: string[] = [];
    for (let at = first; at < Math.min(readings, first + RECORDS_A_CHUNK); at += 1) {
      const time = new Date(BEGIN + at * 5000).toISOString().slice(0, 19).replace('T', ' ');
      records.push(record('HeartRate', 'count/min', `${heartRateAt(at)}`, time));
      if (at % 2 === 0) records.push(record('ActiveEnergyBurned', 'kcal', '0.123', time));
    }
    yield Buffer.from(records.join(''));
  }
  yield Buffer.from('</HealthData>\n');
}

function record(type: string, unit: string, value: string, time: string): string {
  const written = `${time} +0200`;
  return ` <Record type="HKQuantityTypeIdentifier${type}" sourceName="Anna’s Apple Watch" sourceVersion="10.2" device="&lt;&lt;HKDevice: 0x3012772a0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,7, software:10.2&gt;" unit="${unit}" creationDate="${written}" startDate="${written}" endDate="${written}" value="${value}"/>\n`;
}

/** Fitbit's days in a zip of Takeout, as it is laid out there. */
export function takeoutFile(readings: number): FormatFile {
  return {
    name: 'fitbit: a zip of Takeout, a file a day',
    readings,
    sum: sumTo(readings),
    goal: TAKEOUT_GOAL,
    chunks: () => zipChunks(days(readings)),
  };
}

function* days(readings: number): Generator<readonly [string, () => Iterable<Buffer>]> {
  for (let first = 0; first < readings; first += ROWS_A_DAY) {
    const day = new Date(BEGIN + (first / ROWS_A_DAY) * 86_400_000).toISOString().slice(0, 10);
    const [year = '', month, date] = day.split('-');
    const rows = Array.from({ length: Math.min(ROWS_A_DAY, readings - first) }, (_, at) => {
      const time = new Date(BEGIN + at * 4500).toISOString().slice(11, 19);
      const value = { bpm: heartRateAt(first + at), confidence: 3 };
      return { dateTime: `${month}/${date}/${year.slice(2)} ${time}`, value };
    });
    const content = Buffer.from(JSON.stringify(rows, null, 2));
    yield [`Takeout/Fitbit/Global Export Data/heart_rate-${day}.json`, () => [content]];
  }
}

function heartRateAt(at: number): number {
  return 60 + (at % 97);
}

function sumTo(readings: number): number {
  let sum = 0;
  for (let at = 0; at < readings; at += 1) sum += heartRateAt(at);
  return sum;
}

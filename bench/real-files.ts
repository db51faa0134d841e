import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import FitParser from 'fit-file-parser';
import { openImport } from '../src/importers/open-import.ts';

// Reads every file in a folder of real files, counts its readings a second time by means that share no code with the
// importers, and says where the two differ: npm run real-files -- FOLDER

interface Count {
  readonly readings: number;
  readonly sum: number;
}

type Oracle = (file: string) => Promise<readonly number[]> | readonly number[];

const text = (file: string) => readFileSync(file, 'utf8');

const ORACLES: { readonly [extension: string]: Oracle } = {
  '.fit': async (file) => {
    const { buffer, byteOffset, length } = readFileSync(file);
    const bytes = buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
    const { records = [], monitors = [] } = await new FitParser({ force: true, mode: 'list' }).parseAsync(bytes);
    const rates = [...records, ...monitors] as readonly { heart_rate?: number }[];
    return rates.flatMap(({ heart_rate: rate }) => (rate === undefined || rate === 0 ? [] : [rate]));
  },
  '.tcx': (file) =>
    [...text(file).matchAll(/<Trackpoint>[\s\S]*?<\/Trackpoint>/g)]
      .map(([point]) => Number(/<HeartRateBpm[^>]*>\s*<Value>\s*([\d.]+)/.exec(point)?.[1] ?? 0))
      .filter((rate) => rate > 1),
  '.gpx': (file) => [...text(file).matchAll(/<(?:\w+:)?hr>\s*([\d.]+)\s*</g)].map(([, rate]) => Number(rate)),
  '.xml': (file) =>
    [...text(file).matchAll(/<Record\s[^>]*type="HKQuantityTypeIdentifierHeartRate"[^>]*>/g)].map(([record]) =>
      Number(/\svalue="([\d.]+)"/.exec(record)?.[1]),
    ),
  '.hrm': (file) =>
    (text(file).split('[HRData]')[1] ?? '')
      .split('\n')
      .map((line) => Number(line.trim().split('\t')[0]))
      .filter((rate) => rate > 0),
  '.csv': (file) =>
    text(file)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[2])),
  '.json': (file) => ratesIn(JSON.parse(text(file))),
  '.ndjson': (file) =>
    text(file)
      .trim()
      .split('\n')
      .flatMap((line) => ratesIn(JSON.parse(line))),
};

/** Heart rates in any JSON of the kinds at hand: FHIR, Open mHealth, Suunto, Fitbit's Web API. */
function ratesIn(value: unknown, key = ''): number[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = value as { readonly [key: string]: unknown };
  if (object.resourceType === 'Observation') {
    const isHeartRate = JSON.stringify(object.code).includes('"8867-4"');
    return isHeartRate ? [(object.valueQuantity as { value: number }).value] : [];
  }
  if ('heart_rate' in object) {
    const { value: rate, unit } = object.heart_rate as { value: number; unit: string };
    const isReading = unit === 'beats/min' && 'effective_time_frame' in object && !('descriptive_statistic' in object);
    return isReading ? [rate] : [];
  }
  if (typeof object.HR === 'number') return [object.HR * 60];
  if (key === 'dataset') return (value as { value: number }[]).map(({ value: rate }) => rate);
  return Object.entries(object).flatMap(([name, inner]) => ratesIn(inner, name));
}

async function ours(file: string): Promise<Count & { readonly error: string }> {
  let [readings, sum, error] = [0, 0, ''];
  const target = await openImport(file, { format: 'auto', personOf: () => 1 });
  try {
    for await (const member of target.members()) {
      if ('failure' in member) error = String(member.failure);
      if (!('blocks' in member)) continue;
      for await (const { length, heartRates } of member.blocks()) {
        readings += length;
        for (let at = 0; at < length; at += 1) sum += heartRates[at]! / 1000;
      }
    }
  } catch (cause) {
    error = cause instanceof Error ? cause.message : String(cause);
  } finally {
    target.close();
  }
  return { readings, sum, error };
}

async function theirs(file: string): Promise<Count | undefined> {
  try {
    const rates = await ORACLES[extname(file).toLowerCase()]?.(file);
    return rates === undefined ? undefined : { readings: rates.length, sum: rates.reduce((a, b) => a + b, 0) };
  } catch {
    return undefined;
  }
}

const mean = ({ readings, sum }: Count) => (readings === 0 ? '-' : (sum / readings).toFixed(3));

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) {
  console.log('skipped: name a folder of real files, npm run real-files -- FOLDER');
} else {
  let [same, different] = [0, 0];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of files) {
    const file = join(folder, name);
    if (!statSync(file).isFile()) continue;
    const [own, other] = [await ours(file), await theirs(file)];
    const isSame =
      other !== undefined &&
      own.readings === other.readings &&
      Math.abs(own.sum - other.sum) < 0.01 * own.readings + 1e-9;
    if (isSame) same += 1;
    else if (other !== undefined) different += 1;
    const verdict = other === undefined ? '?' : isSame ? '=' : '≠';
    const second = other === undefined ? 'not counted otherwise' : `${other.readings} ${mean(other)}`;
    console.log(
      `${verdict} ${name}: ${own.readings} ${mean(own)}; ${second}${own.error === '' ? '' : `; ${own.error}`}`,
    );
  }
  console.log(`${same} files give the same, ${different} differ`);
}

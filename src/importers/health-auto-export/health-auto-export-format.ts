import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { parseAppleTime } from '../apple-health/apple-time.ts';
import { heartRateFactor, unknownUnit } from '../heart-rate-unit.ts';
import type { ImportJob } from '../import-job.ts';
import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';
import type { RecordSink } from '../reading-writer.ts';

const NAME = '$.data.metrics.*.name';
const UNITS = '$.data.metrics.*.units';
/** Entries that are kept while the name of their metric has not come, of a file that cannot be read twice. */
const MOST_HELD = 100_000;

const AGGREGATED =
  'the app exported lowest, average and highest values; export again with "Aggregate Data" turned off to get the readings';

/**
 * What the app Health Auto Export writes and posts: `{"data":{"metrics":[{"name":"heart_rate","units":"count/min","data":[…]}]}}`.
 * With aggregation, its default, each entry is `Min`, `Avg` and `Max` of a stretch of time; without, `qty` is a reading.
 * https://github.com/Lybron/health-auto-export/wiki/API-Export---JSON-Format
 */
export const healthAutoExportFormat: ReadingFormat = jsonFormat({
  name: 'health-auto-export',
  beginning: '{"data":{"metrics":[{"name":"heart_rate",…',
  isOf: (beginning) => Array.isArray(member(member(beginning, 'data'), 'metrics')),
  paths: () => [NAME, UNITS, '$.data.metrics.*.data.*'],
  // The members of a metric come in any order.
  ahead: (beginning) => {
    const metrics = member(member(beginning, 'data'), 'metrics');
    const isNamedFirst = Array.isArray(metrics) && metrics.every((metric) => Object.keys(metric ?? {})[0] === 'name');
    return isNamedFirst ? [] : [NAME, UNITS];
  },
  reader: (job, records, ahead) => {
    let index: unknown;
    let metric: Metric | undefined;
    return {
      value: (value, path) => {
        if (metric === undefined || path[2] !== index) {
          metric?.end();
          index = path[2];
          const known = `data.metrics.${index}`;
          metric = new Metric(job, records, ahead.get(`${known}.name`), ahead.get(`${known}.units`));
        }
        if (path[3] === 'name') metric.name = value;
        else if (path[3] === 'units') metric.units = value;
        else metric.entry(value);
      },
      end: () => metric?.end(),
    };
  },
});

/** One metric, whose name and units may come behind its entries. */
class Metric {
  name: unknown;
  units: unknown;
  readonly #job: ImportJob;
  readonly #records: RecordSink;
  #held: unknown[] = [];

  constructor(job: ImportJob, records: RecordSink, name: unknown, units: unknown) {
    this.#job = job;
    this.#records = records;
    this.name = name;
    this.units = units;
  }

  entry(entry: unknown): void {
    this.#held.push(entry);
    if (this.name !== undefined && this.units !== undefined) this.end();
    else if (this.#held.length > MOST_HELD) {
      throw new PulsebaseError(
        'INVALID_FILE',
        `a metric has more than ${MOST_HELD} entries before its name and units; import it from a file`,
      );
    }
  }

  /** Adds the entries that were kept. */
  end(): void {
    for (const entry of this.#held) this.#add(entry);
    this.#held = [];
  }

  #add(entry: unknown): void {
    if (this.name === 'resting_heart_rate') this.#job.leaveOut('resting');
    else if (this.name === 'walking_heart_rate_average') this.#job.leaveOut('statistic');
    if (this.name !== 'heart_rate') return;
    const quantity = member(entry, 'qty');
    if (quantity === undefined && member(entry, 'Avg') !== undefined) {
      this.#job.leaveOut('statistic');
      this.#job.warn(AGGREGATED);
      return;
    }
    const units = String(this.units ?? 'count/min');
    const factor = heartRateFactor(units);
    if (factor === undefined) {
      this.#records.reject('invalid_heart_rate', unknownUnit(quantity, units), JSON.stringify(entry));
      return;
    }
    const timestamp = textMember(entry, 'date') ?? '';
    this.#records.add({
      instant: parseAppleTime(timestamp) ?? this.#job.isoTime(timestamp),
      timestamp,
      heartRate: typeof quantity === 'number' ? quantity * factor : quantity,
      device: textMember(entry, 'source'),
      text: JSON.stringify(entry),
    });
  }
}

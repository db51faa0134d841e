import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ImportJob } from '../import-job.ts';
import { withHead } from '../input/with-head.ts';
import type { ReadingFormat, ReadingInput } from '../reading-format.ts';
import { type RecordSink, recordBlocks } from '../reading-writer.ts';
import { jsonBeginning } from './json-beginning.ts';
import { type JsonPath, readJson } from './read-json.ts';
import { SeenValues } from './seen-values.ts';

const HEAD_BYTES = 4 * 1024;

/** Receives values of one file, in order. */
export interface JsonReader {
  value(value: unknown, path: JsonPath): void;
  /** Nothing follows. */
  end?(): void;
}

/** A format of JSON, known by how its value begins. */
export interface JsonFormat extends Pick<ReadingFormat, 'name' | 'beginning' | 'body'> {
  /** Whether a file is of this format; `beginning` is its value as far as the first bytes tell. */
  isOf(beginning: unknown): boolean;
  /** Which values are read, such as `$.data.*`; a value and one within it cannot both be. */
  paths(beginning: unknown): readonly string[];
  /** Which small values have to be known before those, where they may stand behind them in the file. */
  ahead?(beginning: unknown): readonly string[];
  /**
   * What receives the values of one file, and adds its readings.
   *
   * @param ahead the values that were read ahead, by their paths (`data.metrics.0.name`); none where the file is a stream.
   */
  reader(job: ImportJob, records: RecordSink, ahead: ReadonlyMap<string, unknown>): JsonReader;
}

/** Such a format as one that reads bytes. */
export function jsonFormat({ name, beginning, body, isOf, paths, ahead, reader }: JsonFormat): ReadingFormat {
  return {
    name,
    beginning,
    ...(body === undefined ? {} : { body }),
    begins: (head) => isOf(jsonBeginning(head)),
    open: async (input, job) => {
      const { head, all } = await withHead(input.chunks, HEAD_BYTES);
      const value = jsonBeginning(head);
      if (!isOf(value)) throw new PulsebaseError('INVALID_FILE', `${input.name} does not begin with ${beginning}`);
      return {
        blocks: (options) =>
          recordBlocks(job, options, async function* (records) {
            const known = await readAhead(input, ahead?.(value) ?? []);
            const read = reader(job, records, known);
            const wanted = paths(value);
            const seen = new SeenValues(wanted);
            try {
              yield* readJson({ name: input.name, chunks: all }, wanted, (each, path) => {
                seen.add(each);
                read.value(each, path);
              });
            } finally {
              read.end?.();
              job.see(seen.describe());
            }
            yield;
          }),
      };
    },
  };
}

async function readAhead(input: ReadingInput, paths: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>();
  if (paths.length === 0 || input.reopen === undefined) return values;
  const again = { name: input.name, chunks: await input.reopen() };
  for await (const _ of readJson(again, paths, (value, path) => values.set(path.join('.'), value)));
  return values;
}

import { giveWay, isTurnOver } from '../async/give-way.ts';
import { type InstantInput, requireInstant } from '../model/instant.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { BLOCK_CAPACITY, ReadingBlock } from '../model/reading-block.ts';
import { requireInteger, requirePopulation } from './generator-limits.ts';
import { HourSorter } from './hour-sorter.ts';
import { DEFAULT_FROM_TO, DEFAULT_SEED } from './presets.ts';
import { ReadingStreams, type StreamsShape } from './reading-streams.ts';
import { type Stretch, stretches } from './stretches.ts';

export interface ReadingsOptions {
  /** How many users share the readings, 1 to 10,000,000. */
  readonly users: number;
  /** Readings in all, exactly; at most one a second for each user. */
  readonly readings: number;
  /** 0 to 2^53 - 1; 42 when left out. The same seed and options give the same readings on every machine. */
  readonly seed?: number;
  /** Id of the first user; 1 when left out. Ids run on without holes. */
  readonly firstId?: number;
  /** Inclusive; 2023-01-01 when left out. */
  readonly from?: InstantInput;
  /** Exclusive; 2024-01-01 when left out. */
  readonly to?: InstantInput;
  /** Readings in one block at most, 1 to 500,000, which is also the default. It does not change the readings. */
  readonly capacity?: number;
}

/** How full a block should be on average, so that few stretches overflow it. */
const FILL = 0.9;

/**
 * Readings that look like people's: a rate at rest by age and person, the rhythm of the day, sleep, exercise, breaks in
 * which the device is off. Timestamps are whole seconds; no (user, timestamp) comes twice; heart rates are whole bpm
 * from 35 to 205. Every user has the same number of readings, or one more.
 *
 * The whole stream is in order of (UTC hour, user id, timestamp), rows are numbered from 1, and no block holds two UTC
 * months unless all readings fit into one block. Blocks are new ones that belong to the caller. Memory depends on the users (about 100 bytes each), not on the readings.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the option; at the call, not at the first block.
 */
export function generateReadings(options: ReadingsOptions): AsyncGenerator<ReadingBlock, void, undefined> {
  const shape = requireShape(options);
  const capacity = requireInteger(options.capacity ?? BLOCK_CAPACITY, 'capacity', 1, BLOCK_CAPACITY);
  return blocksOf(shape, capacity);
}

async function* blocksOf(shape: StreamsShape, capacity: number): AsyncGenerator<ReadingBlock, void, undefined> {
  const { users, readings, firstId, from, end } = shape;
  if (readings === 0) return;
  const streams = new ReadingStreams(shape);
  for (let index = 0; index < users; index += 1) {
    streams.start(index);
    if (isTurnOver()) await giveWay();
  }
  const sorter = new HourSorter();
  let row = 1;
  const wanted = readings <= capacity ? capacity : capacity * FILL;
  for (const stretch of stretches({ from, to: end }, readings, wanted)) {
    const { start, hours } = wholeHours(stretch);
    sorter.begin(start, hours);
    for (let index = 0; index < users; index += 1) {
      streams.advance(index, stretch.from, stretch.to, start, sorter);
      sorter.endUser(firstId + index);
      if (isTurnOver()) await giveWay();
      // The users of one hour may be given away as they come; longer stretches must be sorted first.
      if (hours === 1 && sorter.length >= capacity) {
        for (const block of cut(sorter.toBlock(row), capacity)) {
          row += block.length;
          yield block;
        }
        sorter.clear();
      }
    }
    if (sorter.length === 0) continue;
    const sorted = sorter.toBlock(row);
    row += sorted.length;
    await giveWay();
    yield* cut(sorted, capacity);
  }
}

function wholeHours({ from, to }: Stretch): { start: number; hours: number } {
  const start = from - (from % 3600);
  return { start, hours: Math.ceil((to - start) / 3600) };
}

/** Cuts a block that is too long into equal parts. */
function* cut(block: ReadingBlock, capacity: number): Generator<ReadingBlock> {
  if (block.length <= capacity) {
    yield block;
    return;
  }
  const size = Math.ceil(block.length / Math.ceil(block.length / capacity));
  for (let from = 0; from < block.length; from += size) {
    const to = Math.min(from + size, block.length);
    const part = new ReadingBlock(to - from);
    part.userIds.set(block.userIds.subarray(from, to));
    part.timestamps.set(block.timestamps.subarray(from, to));
    part.heartRates.set(block.heartRates.subarray(from, to));
    part.rows.set(block.rows.subarray(from, to));
    part.length = to - from;
    yield part;
  }
}

function requireShape(options: ReadingsOptions): StreamsShape {
  const { users, firstId } = requirePopulation(options);
  const seed = requireInteger(options.seed ?? DEFAULT_SEED, 'seed', 0, Number.MAX_SAFE_INTEGER);
  // Whole seconds inside [from, to).
  const from = Math.ceil(requireInstant(options.from ?? DEFAULT_FROM_TO.from, 'from') / 1000);
  const end = Math.ceil(requireInstant(options.to ?? DEFAULT_FROM_TO.to, 'to') / 1000);
  if (from >= end) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'from must lie before to, by a whole second at least', {
      field: 'from',
    });
  }
  const readings = requireInteger(options.readings, 'readings', 0, Number.MAX_SAFE_INTEGER);
  const most = users * (end - from);
  if (readings > most) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `readings must be at most ${most}, one a second for each user from from to to, not ${readings}`,
      { field: 'readings' },
    );
  }
  return { users, firstId, readings, seed, from, end };
}

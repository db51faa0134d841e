import type { FormatFile } from './format-file.ts';

const GOAL = 1_000_000;
const MESSAGES_A_CHUNK = 4096;
/** 2023-04-12, in seconds of FIT. */
const BEGIN = 1_050_000_000;

/** Number, bytes and type of a field. */
type Field = readonly [number: number, size: number, type: number];

interface Messages {
  readonly name: string;
  /** What the messages are. */
  readonly message: number;
  readonly fields: readonly Field[];
  /** The field that is a heart rate. */
  readonly heartRate: number;
  /** Writes the time of the message that begins at a byte, `seconds` after the first. */
  time(bytes: Buffer, at: number, seconds: number): void;
}

/** What an activity holds each second: time, place, distance, altitude, speed, heart rate, cadence, temperature. */
const TRACK: Messages = {
  name: 'fit: an activity, a reading a second',
  message: 20,
  fields: [
    ...([253, 0, 1, 5].map((number) => [number, 4, 0x86]) as Field[]),
    ...([2, 6].map((number) => [number, 2, 0x84]) as Field[]),
    ...([3, 4, 13].map((number) => [number, 1, 0x02]) as Field[]),
  ],
  heartRate: 3,
  time: (bytes, at, seconds) => bytes.writeUInt32LE(BEGIN + seconds, at + 1),
};

/** What a watch logs all day: the last 16 bits of the time, and a heart rate. */
const DAY: Messages = {
  name: 'fit: days, timestamp_16 alone',
  message: 55,
  fields: [
    [26, 2, 0x84],
    [27, 1, 0x02],
  ],
  heartRate: 27,
  // Two seconds a second, so that no time ends in 16 ones, which stand for none.
  time: (bytes, at, seconds) => bytes.writeUInt16LE((BEGIN + 2 * seconds) & 0xffff, at + 1),
};

export function fitFiles(readings: number): readonly FormatFile[] {
  return [TRACK, DAY].map((messages) => {
    let sum = 0;
    for (let at = 0; at < readings; at += 1) sum += heartRateAt(at);
    return { name: messages.name, readings, sum, goal: GOAL, chunks: () => chunksOf(messages, readings) };
  });
}

function heartRateAt(at: number): number {
  return 60 + (at % 97);
}

function* chunksOf({ message, fields, heartRate, time }: Messages, readings: number): Generator<Buffer> {
  // The name of the device, and a first full time.
  const before = [
    definition(1, 0, [
      [1, 2, 0x84],
      [2, 2, 0x84],
    ]),
    Buffer.from([1, 1, 0, 0x0f, 0x06]),
    definition(2, 103, [[253, 4, 0x86]]),
    Buffer.from([2, 0, 0, 0, 0]),
    definition(0, message, fields),
  ];
  before[3]!.writeUInt32LE(BEGIN, 1);
  const size = fields.reduce((sum, [, bytes]) => sum + bytes, 1);
  const place = fields
    .slice(
      0,
      fields.findIndex(([number]) => number === heartRate),
    )
    .reduce((sum, [, bytes]) => sum + bytes, 1);
  const header = Buffer.from([14, 0x20, 0x54, 0x08, 0, 0, 0, 0, ...Buffer.from('.FIT'), 0, 0]);
  header.writeUInt32LE(before.reduce((sum, { length }) => sum + length, 0) + readings * size, 4);
  yield header;
  yield* before;
  for (let from = 0; from < readings; from += MESSAGES_A_CHUNK) {
    const count = Math.min(MESSAGES_A_CHUNK, readings - from);
    const chunk = Buffer.alloc(count * size);
    for (let at = 0; at < count; at += 1) {
      time(chunk, at * size, from + at);
      chunk[at * size + place] = heartRateAt(from + at);
    }
    yield chunk;
  }
  // Where a checksum should be; that it is wrong is told, and costs nothing.
  yield Buffer.alloc(2);
}

function definition(local: number, message: number, fields: readonly Field[]): Buffer {
  return Buffer.from([0x40 | local, 0, 0, message, 0, fields.length, ...fields.flat()]);
}

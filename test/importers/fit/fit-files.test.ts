import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import FitParser from 'fit-file-parser';
import { fitFormat } from '../../../src/importers/fit/fit-format.ts';
import { ImportJob } from '../../../src/importers/import-job.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { readFormat } from '../read-format.ts';
import { BYTE, type FieldSpec, FitWriter, packed12, SECOND, UINT8, UINT16, UINT32 } from './fit-writer.ts';

/** A message of a file, with seconds since the one before it. */
type Message = readonly [kind: 'record' | 'timed' | 'day' | 'day16', step: number, heartRate: number];

interface FileShape {
  readonly messages: readonly Message[];
  readonly isBigEndian: boolean;
  readonly headerSize: number;
  /** Bytes of a field of no type that stands before the others. */
  readonly odd: number;
  readonly added: readonly number[];
}

const shapes: fc.Arbitrary<FileShape> = fc.record({
  messages: fc.array(
    fc.tuple(
      fc.constantFrom('record', 'timed', 'day', 'day16'),
      fc.integer({ min: 1, max: 31 }),
      fc.oneof(fc.integer({ min: 1, max: 254 }), fc.constantFrom(0, 255)),
    ),
    { maxLength: 60 },
  ),
  isBigEndian: fc.boolean(),
  headerSize: fc.constantFrom(12, 14),
  odd: fc.constantFrom(1, 3, 5),
  added: fc.constantFrom([], [2], [1, 7]),
});

function write({ messages, isBigEndian, headerSize, odd, added }: FileShape): Buffer {
  const before: FieldSpec = [200, odd, BYTE];
  const time: FieldSpec = [253, 4, UINT32];
  const options = { isBigEndian, added };
  const writer = new FitWriter()
    .define(0, 20, [before, [3, 1, UINT8], time], options)
    .define(1, 20, [[3, 1, UINT8], before], options)
    .define(2, 55, [before, time, [27, 1, UINT8]], options)
    .define(3, 55, [[26, 2, UINT16], [27, 1, UINT8], before], options);
  const fill = Buffer.alloc(odd, 7);
  let now = SECOND;
  // The parser takes the last 16 bits on from monitoring messages, and five from any.
  writer.data(0, fill, 255, now).data(2, fill, now, 255);
  for (const [kind, step, heartRate] of messages) {
    now += step;
    if (kind === 'record') writer.data(0, fill, heartRate, now);
    else if (kind === 'timed') writer.timed(1, now & 0x1f, heartRate, fill);
    else if (kind === 'day') writer.data(2, fill, now, heartRate);
    else writer.data(3, now & 0xffff, heartRate, fill);
  }
  return writer.file({ headerSize });
}

/** What another decoder makes of a file. */
async function parsed(content: Buffer): Promise<string[]> {
  const file = await new FitParser({ force: false, mode: 'list' }).parseAsync(Buffer.from(content));
  const messages: readonly { readonly timestamp?: unknown; readonly heart_rate?: unknown }[] = [
    ...(file.records ?? []),
    ...(file.monitors ?? []),
  ];
  return messages
    .filter(({ heart_rate: heartRate }) => heartRate !== undefined && heartRate !== 0)
    .map(({ timestamp, heart_rate: heartRate }) => `1 ${new Date(timestamp as string).toISOString()} ${heartRate}`)
    .sort();
}

test('files of any messages give what another decoder makes of them', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async (shape) => {
      // Its clock of five bits does not know of the 16; ours is one.
      const kinds = shape.messages.filter(([kind]) => kind !== 'timed');
      for (const messages of [kinds, shape.messages.filter(([kind]) => kind !== 'day16')]) {
        const content = write({ ...shape, messages });
        const { readings, rejected, warnings, error } = await readFormat(fitFormat, content);
        assert.deepEqual([rejected, error], [[], undefined]);
        assert.deepEqual(warnings, []);
        assert.deepEqual([...readings].sort(), await parsed(content));
      }
    }),
    { numRuns: 100 },
  );
});

const EXAMPLE = Buffer.concat([
  write({
    messages: Array.from({ length: 40 }, (_, at) => [
      (['record', 'timed', 'day', 'day16'] as const)[at % 4]!,
      1 + (at % 20),
      at === 7 ? 0 : 60 + at,
    ]),
    isBigEndian: true,
    headerSize: 14,
    odd: 3,
    added: [4],
  }),
  new FitWriter()
    .define(0, 132, [
      [253, 4, UINT32],
      [9, 4, UINT32],
      [6, 1, UINT8],
    ])
    .data(0, SECOND, 1024, 70)
    .define(1, 132, [
      [6, 8, UINT8],
      [10, 12, BYTE],
    ])
    .data(1, Buffer.alloc(8, 71), packed12([2048, 3072, 0, 1024, 2048, 3072, 0, 1024]))
    .file(),
]);

test('however the bytes are cut, they give the same', async () => {
  const whole = await readFormat(fitFormat, EXAMPLE);
  assert.equal(whole.readings.length, 48);
  for (const chunkBytes of [1, 7, 100]) assert.deepEqual(await readFormat(fitFormat, EXAMPLE, { chunkBytes }), whole);
});

test('cut anywhere, they give what stood before the end, and say where it was', async () => {
  const whole = await readFormat(fitFormat, EXAMPLE);
  const firstEnd = EXAMPLE.readUInt32LE(4) + 16;
  for (let end = 12; end < EXAMPLE.length; end += 1) {
    const { readings, warnings, error } = await readFormat(fitFormat, EXAMPLE.subarray(0, end));
    assert.deepEqual(readings, whole.readings.slice(0, readings.length));
    // Of a file that lacks its checksum alone all is there.
    const lacksChecksum = (end >= firstEnd - 2 && end < firstEnd) || end >= EXAMPLE.length - 2;
    if (lacksChecksum) assert.match(warnings[0]!, /a checksum is wrong or missing/);
    else if (end === firstEnd) assert.equal(error, undefined);
    else assert.match(String(error), /after record \d+ \(byte \d+\)/);
  }
});

test('changed anywhere, they give what can be read or one clear error', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(EXAMPLE.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
      async (edits) => {
        const content = Buffer.from(EXAMPLE);
        for (const [at, byte] of edits) content[at] = byte;
        const { readings, error } = await readFormat(fitFormat, content);
        assert.ok(readings.length <= EXAMPLE.length);
        assert.ok(
          error === undefined || (error instanceof PulsebaseError && error.code === 'INVALID_FILE'),
          String(error),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('a block that fills up within a message is given, and the rest follows', async () => {
  const chunks = (async function* () {
    yield EXAMPLE;
  })();
  const open = await fitFormat.open({ name: 'the file', chunks }, new ImportJob({ person: 1 }));
  const lengths: number[] = [];
  for await (const { length } of open.blocks({ capacity: 5 })) lengths.push(length);
  assert.deepEqual(lengths, [5, 5, 5, 5, 5, 5, 5, 5, 5, 3]);
});

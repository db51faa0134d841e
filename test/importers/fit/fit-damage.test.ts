import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fitFormat } from '../../../src/importers/fit/fit-format.ts';
import { READING_FORMATS } from '../../../src/importers/registry.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { type FormatOutcome, readFormat } from '../read-format.ts';
import { type FieldSpec, FitWriter, SECOND, UINT8, UINT32 } from './fit-writer.ts';

const RECORD = 20;
const TIMESTAMP: FieldSpec = [253, 4, UINT32];
const HEART_RATE: FieldSpec = [3, 1, UINT8];

const track = () => new FitWriter().define(0, RECORD, [TIMESTAMP, HEART_RATE]);
const read = (content: Buffer) => readFormat(fitFormat, content);

function messageOf({ error }: FormatOutcome): string {
  assert.ok(error instanceof PulsebaseError, String(error));
  assert.equal(error.code, 'INVALID_FILE');
  return error.message;
}

describe('files', () => {
  const DAMAGED = 'a checksum is wrong or missing: the file may be damaged; what can be read was read';
  const one = () => track().data(0, SECOND, 80);

  test('follow one another, each with definitions of its own', async () => {
    const big = new FitWriter()
      .define(0, RECORD, [HEART_RATE, TIMESTAMP], { isBigEndian: true })
      .data(0, 81, SECOND + 1);
    const { readings, error } = await read(Buffer.concat([one().file(), big.file({ headerSize: 12 }), one().file()]));
    assert.equal(error, undefined);
    assert.deepEqual(
      readings.map((reading) => reading.split(' ')[2]),
      ['80', '81', '80'],
    );
    const undefinedLocal = Buffer.concat([one().file(), new FitWriter().raw([0, 1, 2]).file()]);
    assert.equal(
      messageOf(await read(undefinedLocal)),
      'the file has a message that was never defined after record 1 (byte 48)',
    );
  });

  test('with a wrong checksum are read, with a warning', async () => {
    for (const content of [
      one().file({ checksum: 1 }),
      one().file({ headerChecksum: 1 }),
      one().file().subarray(0, -2),
    ]) {
      const { readings, warnings, error } = await read(content);
      assert.deepEqual([readings.length, warnings, error], [1, [DAMAGED], undefined]);
    }
    assert.deepEqual((await read(one().file({ headerChecksum: 0 }))).warnings, []);
  });

  test('that break off give what was whole, and say where', async () => {
    const content = one()
      .data(0, SECOND + 1, 81)
      .file();
    const outcome = await read(content.subarray(0, -5));
    assert.deepEqual(outcome.readings, ['1 2023-04-05T07:08:09.000Z 80']);
    assert.equal(messageOf(outcome), 'the file breaks off after record 1 (byte 32)');
  });

  test('that were never finished give what there is', async () => {
    const outcome = await read(one().file({ dataSize: 0 }).subarray(0, -2));
    assert.equal(outcome.readings.length, 1);
    assert.equal(messageOf(outcome), 'the file was never finished: it ends after record 1 (byte 32)');
    const empty = await read(new FitWriter().file());
    assert.deepEqual([empty.readings, empty.error], [[], undefined]);
  });

  test('whose header gives too little or too much give what there is', async () => {
    const little = await read(
      one()
        .data(0, SECOND + 1, 81)
        .file({ dataSize: 20 }),
    );
    assert.equal(little.readings.length, 1);
    assert.equal(messageOf(little), 'the file has a message that goes past its end after record 1 (byte 32)');
    const much = await read(one().file({ dataSize: 100 }));
    assert.equal(much.readings.length, 1);
    assert.match(messageOf(much), /has a message that was never defined|breaks off/);
    const behind = await read(Buffer.concat([one().file(), Buffer.from('something else')]));
    assert.equal(behind.readings.length, 1);
    assert.equal(messageOf(behind), 'the file goes on with something that is not FIT after record 1 (byte 34)');
  });

  test('of a later protocol, or of no byte order that is known, are refused', async () => {
    assert.match(
      messageOf(await read(one().file({ version: 0x30 }))),
      /version 3\.0 of the protocol, which is not known/,
    );
    assert.match(messageOf(await read(new FitWriter().raw([0x40, 0, 2, 20, 0, 0]).file())), /no known byte order/);
    assert.match(messageOf(await read(Buffer.from('user_id,timestamp,heart_rate\n'))), /does not begin with a header/);
  });

  test('are known by their content', () => {
    assert.equal(READING_FORMATS.find((format) => format.begins(one().file()))?.name, 'fit');
    assert.equal(fitFormat.begins(Buffer.from('.FIT')), false);
  });
});

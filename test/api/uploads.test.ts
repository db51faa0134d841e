import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmdirSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openUploadFolder } from '../../src/api/state/open-upload-folder.ts';
import { zipOf } from '../importers/zip-of.ts';
import { inject } from './inject.ts';

type Service = Awaited<ReturnType<typeof inject>>;

const record = (time: string, value: number, source = 'Watch') =>
  `<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="${source}" unit="count/min" startDate="${time}" value="${value}"/>`;
const APPLE = `<?xml version="1.0"?><HealthData><Me HKCharacteristicTypeIdentifierDateOfBirth="1990-05-20" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale"/>${record('2024-01-01 01:00:00 +0200', 70)}${record('2024-01-01 01:00:05 +0200', 72)}</HealthData>`;
const EXPORT = zipOf({ 'apple_health_export/export.xml': APPLE, 'apple_health_export/notes.txt': 'nothing' });

describe('uploads', () => {
  let service: Service;
  before(async () => {
    service = await inject();
  });
  after(() => service.service.remove());

  const upload = async (query: string, body: Buffer | string, headers: Record<string, string> = {}) => {
    const answer = await service.send('POST', `/v1/uploads${query}`, body, {
      'content-type': 'application/octet-stream',
      ...headers,
    });
    return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) };
  };

  test('a person whom one file of an archive names by id and another by external id is one', async () => {
    await service.send('PUT', '/v1/users/7', JSON.stringify({ externalId: 'P-7' }), {
      'content-type': 'application/json',
    });
    const csv = (header: string, user: string, rate: number) =>
      `${header},timestamp,heart_rate\n${user},2023-05-01T00:00:00Z,${rate}\n`;
    const archive = zipOf({ 'a.csv': csv('user_id', '7', 60), 'b.csv': csv('user', 'P-7', 61) });
    const { body } = await upload('?fileName=ids.zip', archive);
    assert.deepEqual([body.inserted, body.updated], [1, 1]);
    assert.match(body.files[1].warnings.join(), /^1 row has another value .* earlier file .*a\.csv/);
  });

  test('an archive comes in: readings, what it says of the person, and what was found', async () => {
    const { status, body } = await upload('?user=P-1&unknownUsers=create&fileName=export.zip', EXPORT);
    assert.equal(status, 200);
    assert.deepEqual([body.read, body.inserted, body.usersCreated, body.skippedFiles], [2, 2, 1, 1]);
    assert.deepEqual(
      body.files.map(({ name, format, inserted }: { name: string; format: string; inserted: number }) => [
        name,
        format,
        inserted,
      ]),
      [['export.zip/apple_health_export/export.xml', 'apple-health', 2]],
    );
    assert.deepEqual(body.devices, [
      {
        device: 'Watch',
        readings: 2,
        first: '2023-12-31T23:00:00.000Z',
        last: '2023-12-31T23:00:05.000Z',
        overlappingHours: 0,
      },
    ]);
    const { body: user } = await service.send('GET', '/v1/users/ext:P-1');
    const { gender, birthDate } = JSON.parse(user);
    assert.deepEqual([gender, birthDate], ['female', '1990-05-20']);
    const again = await upload('?user=P-1', EXPORT);
    assert.deepEqual([again.body.unchanged, again.body.usersCreated], [2, 0]);
  });

  test('a form with one file, as browsers send it', async () => {
    const boundary = 'x-boundary';
    const part = (name: string, content: string | Buffer, fileName?: string) =>
      Buffer.concat([
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"\r\nContent-Type: application/zip`}\r\n\r\n`,
        ),
        Buffer.from(content),
        Buffer.from('\r\n'),
      ]);
    const form = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
    const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const one = await upload('?user=P-2&unknownUsers=create', form(part('file', EXPORT, 'mine.zip')), type);
    assert.equal(one.status, 200);
    assert.equal(one.body.files[0].name, 'mine.zip/apple_health_export/export.xml');
    assert.equal(one.body.inserted, 2);
    for (const body of [
      form(),
      form(part('a', EXPORT, 'a.zip'), part('b', EXPORT, 'b.zip')),
      form(part('user', 'P-3')),
      form(part('file', EXPORT, 'a.zip')).subarray(0, -40),
    ]) {
      const refused = await upload('?user=P-3&unknownUsers=create', body, type);
      assert.equal(refused.status, 400, JSON.stringify(refused.body));
    }
    assert.equal((await service.send('GET', '/v1/users/ext:P-3')).statusCode, 404);
    assert.equal((await upload('?user=P-2', 'x', { 'content-type': 'multipart/form-data' })).status, 400);
  });

  test('what is not a file of readings, or of nobody, is refused in one clear problem', async () => {
    const unknown = await upload('?user=P-1', 'hello');
    assert.deepEqual([unknown.status, unknown.body.code], [400, 'INVALID_FILE']);
    assert.match(unknown.body.detail, /the file begins with "hello", which is not a known format/);
    assert.doesNotMatch(unknown.body.detail, new RegExp(tmpdir()));
    const nobody = await upload('', APPLE);
    assert.deepEqual([nobody.status, nobody.body.code], [400, 'INVALID_FILE']);
    const twice = await upload('?user=P-1&userId=1', APPLE);
    assert.deepEqual([twice.status, twice.body.field], [400, 'user']);
    const stranger = await upload('?user=nobody', APPLE);
    assert.deepEqual([stranger.status, stranger.body.rejectedByReason], [200, { unknown_user: 2 }]);
  });

  test('a damaged file gives what was readable, and says where it ended', async () => {
    const { status, body } = await upload('?userId=77&unknownUsers=create', APPLE.slice(0, -40));
    assert.equal(status, 400);
    assert.match(body.detail, /the file is cut off at line 1; what stood before it was read/);
    const { body: readings } = await service.send('GET', '/v1/users/77/readings?from=2023-01-01&to=2025-01-01');
    assert.equal(JSON.parse(readings).length, 1);
    const broken = await upload(
      '?userId=78&unknownUsers=create',
      zipOf({ 'a.xml': APPLE.slice(0, -40), 'b.xml': APPLE }),
    );
    assert.equal(broken.status, 200);
    assert.equal(broken.body.inserted + broken.body.unchanged, 3);
    assert.match(broken.body.files[0].error, /cut off/);
  });

  test('the same key gives the same receipt, and writes nothing', async () => {
    const headers = { 'idempotency-key': 'upload-1' };
    const first = await upload('?user=P-9&unknownUsers=create', EXPORT, headers);
    const repeat = await upload('?user=P-9&unknownUsers=create', EXPORT, headers);
    assert.deepEqual(repeat.body, first.body);
    assert.equal(repeat.headers['idempotency-replayed'], 'true');
    const other = await upload('?user=P-9&unknownUsers=create', APPLE, headers);
    assert.equal(other.status, 422);
  });

  test('rows are numbered in each file, so that no last row is told of an upload', async () => {
    const { body } = await upload('?user=P-1', EXPORT);
    assert.equal('lastCommittedRow' in body, false);
    const lines = Array.from(
      { length: 20_000 },
      (_, at) => `91,${new Date(at * 1000).toISOString()},${60 + (at % 90)}`,
    );
    const packed = gzipSync(`user_id,timestamp,heart_rate\n${lines.join('\n')}\n`);
    const before = await service.store.stats();
    const half = packed.subarray(0, packed.length / 2);
    const dry = await upload('?unknownUsers=create&dryRun=true', half);
    assert.match(dry.body.detail, /; no rows are committed$/);
    const cut = await upload('?unknownUsers=create', half);
    assert.match(cut.body.detail, /; the rows in the receipt are committed$/);
    assert.deepEqual(cut.body.receipt, dry.body.receipt);
    assert.equal((await service.store.stats()).readings, before.readings + cut.body.receipt.inserted);
    assert.equal('lastCommittedRow' in cut.body, false);
  });

  test('a dry run writes nothing', async () => {
    const { body } = await upload('?userId=90&unknownUsers=create&dryRun=true', EXPORT);
    assert.deepEqual([body.read, body.inserted, body.usersCreated], [2, 2, 1]);
    assert.equal((await service.send('GET', '/v1/users/90')).statusCode, 404);
  });

  test('a dry run counts the members of an archive one after the other, as the upload does', async () => {
    const header = 'user,timestamp,heart_rate';
    const rows = (...rates: number[]) => rates.map((rate, at) => `D-1,2024-02-01T00:00:0${at}Z,${rate}\n`).join('');
    const archive = zipOf({ 'a.csv': `${header}\n${rows(60, 61)}`, 'b.csv': `${header}\n${rows(60, 62, 63)}` });
    const query = '?unknownUsers=create&fileName=two.zip';
    const { body: dry } = await upload(`${query}&dryRun=true`, archive);
    assert.deepEqual([dry.inserted, dry.updated, dry.unchanged, dry.usersCreated], [3, 1, 1, 1]);
    assert.equal((await service.send('GET', '/v1/users/ext:D-1')).statusCode, 404);
    const { body: real } = await upload(query, archive);
    assert.deepEqual(real, dry);
  });

  test('a receipt of many files is cut in its repeat, which says by how much', async () => {
    const count = 1000;
    const csv = `user_id,timestamp,heart_rate\nP-9,2024-01-01T00:00:00Z,60\nP-9,2024-01-01T00:00:01Z,none\n`;
    const archive = zipOf(Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.csv`, csv])));
    const send = () => upload('?unknownUsers=create&fileName=many.zip', archive, { 'idempotency-key': 'an-archive' });
    const first = await send();
    assert.deepEqual([first.status, first.body.files.length, first.body.rejections.length], [200, count, count]);
    const repeat = await send();
    assert.equal(repeat.headers['idempotency-replayed'], 'true');
    assert.ok(Buffer.byteLength(JSON.stringify(repeat.body)) <= 64 * 1024);
    const { filesLeftOut, rejectionsLeftOut, files, rejections, ...rest } = repeat.body;
    assert.ok(files.length > 50);
    assert.deepEqual([files.length + filesLeftOut, rejections.length + rejectionsLeftOut], [count, count]);
    assert.deepEqual(
      { ...rest, files, rejections },
      {
        ...first.body,
        files: first.body.files.slice(0, files.length),
        rejections: first.body.rejections.slice(0, rejections.length),
      },
    );
  });

  test('archives are bounded, and no copy stays behind', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(200 * 1024 * 1024)));
    const { status, body } = await upload('?userId=1', bomb);
    assert.equal(status, 400);
    assert.match(body.detail, /unpacks to more than 1100 times its size/);
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith('pulsebase-upload-')),
      [],
    );
  });

  test('no more at once than large bodies may be, before a byte is written', async () => {
    const full = await inject({ maxUploads: 0 });
    try {
      const headers = { 'content-type': 'application/octet-stream' };
      const { statusCode, body } = await full.send('POST', '/v1/uploads?user=P-1', EXPORT, headers);
      assert.deepEqual([statusCode, JSON.parse(body).code], [503, 'OVERLOADED']);
    } finally {
      await full.service.remove();
    }
  });

  test('what a service that was killed has left is gone at the next start, unless its process runs', () => {
    const folder = join(service.service.stateDirectory, 'uploads');
    const before = `${process.pid}-before`;
    const running = [`${process.pid}-now`, `${process.ppid}-abc`];
    for (const name of [before, '999999999-abc', 'something', ...running]) mkdirSync(join(folder, name));
    // In a container, that of the service before, which had the same number.
    utimesSync(join(folder, before), 0, 0);
    openUploadFolder(service.service.stateDirectory);
    assert.deepEqual(readdirSync(folder).sort(), running.sort());
    for (const name of running) rmdirSync(join(folder, name));
  });

  test('what apps post to /v1/readings is read in their form', async () => {
    const exported = {
      data: {
        metrics: [
          {
            name: 'heart_rate',
            units: 'count/min',
            data: [
              { date: '2024-02-01 06:07:08 +0200', qty: 71, source: 'Watch' },
              { date: '2024-02-01 06:00:00 +0200', Min: 60, Avg: 70, Max: 80 },
            ],
          },
        ],
      },
    };
    const point = {
      header: { schema_id: { name: 'heart-rate' }, user_id: 'jdoe' },
      body: {
        heart_rate: { value: 61, unit: 'beats/min' },
        effective_time_frame: { date_time: '2024-02-05T07:25:00Z' },
      },
    };
    const json = { 'content-type': 'application/json' };
    const app = await service.send('POST', '/v1/readings?user=P-1', JSON.stringify(exported), json);
    assert.deepEqual([app.statusCode, JSON.parse(app.body).inserted], [200, 1]);
    const omh = await service.send('POST', '/v1/readings?unknownUsers=create', JSON.stringify([point]), json);
    assert.deepEqual([omh.statusCode, JSON.parse(omh.body).inserted, JSON.parse(omh.body).usersCreated], [200, 1, 1]);
    const ours = await service.send(
      'POST',
      '/v1/readings?unknownUsers=create',
      '[{"user":"jdoe","timestamp":"2024-02-05T07:25:01Z","heartRate":62}]',
      json,
    );
    assert.deepEqual([ours.statusCode, JSON.parse(ours.body).inserted], [200, 1]);
  });
});

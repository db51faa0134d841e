import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readHead } from '../../src/api/body/body-head.ts';
import { readingBody } from '../../src/api/body/reading-body.ts';
import { READING_BODY_TYPES } from '../../src/api/body/reading-body-formats.ts';
import { usersBody } from '../../src/api/body/users-body.ts';
import { ImportJob } from '../../src/importers/import-job.ts';
import { gunzip } from '../../src/importers/input/gunzip.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { cutBytes, generate } from '../importers/read-import.ts';
import { countedWork } from '../support/counted-work.ts';
import { AT } from './inject.ts';
import { codeOf, HEADER, lines, open, serve } from './over-network.ts';

const served = await serve({ bodyLimit: 200_000_000 });
const { service, port } = served;

const READINGS = '/v1/readings';
const USERS = '/v1/users/import';
const TYPES = { json: 'application/json', ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;
type Form = readonly [url: string, type: keyof typeof TYPES];

const LOAD = { pendingBytes: 0, maxPendingBytes: 1e9, uploads: 0, maxUploads: 8 };
const MEGABYTE = 1024 * 1024;
/** The longest row, in bytes. */
const LONGEST = 64 * 1024;
const READING = `{"userId":1,"timestamp":"${AT}","heartRate":60}`;
const USER = '{"id":2,"name":"Ada \\"ä🫀\\"","age":30}';
const USERS_HEADER = 'id,name,gender,age,birth_date\n';
const long = (length: number) => 'x'.repeat(length);

/** What the readers make of a body. */
async function readBody([url, type]: Form, chunks: readonly Buffer[], isPacked = false): Promise<unknown> {
  const bytes = isPacked ? gunzip(generate(chunks), 'the body') : generate(chunks);
  const rows: unknown[] = [];
  try {
    const head = await readHead(bytes, { ...LOAD });
    if (url === USERS) for await (const row of usersBody(head.chunks, type)) rows.push(row);
    else {
      const body = await readingBody(head, READING_BODY_TYPES.get(TYPES[type])!, new ImportJob());
      const blocks = body.isSmall ? [body.block] : body.blocks;
      for await (const block of blocks) {
        for (let at = 0; at < (block?.length ?? 0); at += 1) {
          rows.push([block!.rows[at], block!.userIds[at], block!.timestamps[at], block!.heartRates[at]]);
        }
        rows.push(...(block?.rejected ?? []));
      }
    }
  } catch (error) {
    if (!(error instanceof PulsebaseError)) throw error;
    return [rows, error.message];
  }
  return [rows, undefined];
}

function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

const bodies: readonly (readonly [what: string, form: Form, body: string])[] = [
  ['an array', [READINGS, 'json'], ` [${Array(500).fill(READING).join(' ,\n')}] `],
  ['lines of JSON', [READINGS, 'ndjson'], Array(500).fill(READING).join('\r\n\r\n')],
  ['rows', [READINGS, 'csv'], `\uFEFF${HEADER}${lines(0, 500)}x,"y\n1,"${AT}","60"\n`],
  ['an array of users', [USERS, 'json'], `[${Array(500).fill(USER).join()}]`],
  ['lines of users', [USERS, 'ndjson'], Array(500).fill(USER).join('\n')],
  ['rows of users', [USERS, 'csv'], `${USERS_HEADER}${'3,"Ada ""ä🫀""\n, B",female,30,\n'.repeat(500)}`],
  [
    'an element that is nearly too long',
    [READINGS, 'json'],
    `[${READING.slice(0, -1)},"x":"${long(LONGEST - 200)}"},1]`,
  ],
  ['an element that does not end', [READINGS, 'json'], `[${READING},{"x":"${long(LONGEST - 200)}`],
  ['an element of nearly a megabyte', [READINGS, 'json'], `[${READING},{"x":"${long(MEGABYTE - 200)}"},1]`],
  ['a line of nearly a megabyte', [READINGS, 'ndjson'], `{"x":"${long(MEGABYTE - 200)}"}\n${READING}`],
  ['an element that is too long', [READINGS, 'json'], `[${READING},{"x":"${long(LONGEST + 200)}"}]`],
  ['numbers that are nearly too long', [READINGS, 'json'], `[{"x":[${'0,'.repeat(LONGEST / 2 - 200)}0]}]`],
  ['braces that do not match', [READINGS, 'json'], `[${'{],'.repeat(20_000)}{}]`],
  ['blanks and nothing', [READINGS, 'json'], ' \n'.repeat(MEGABYTE)],
  ['a line that is nearly too long', [READINGS, 'ndjson'], `${READING.slice(0, -1)},"x":"${long(LONGEST - 200)}"}\n{}`],
  ['blank lines', [READINGS, 'ndjson'], `${READING}${'\n'.repeat(MEGABYTE)}${READING}${' \n'.repeat(MEGABYTE)}`],
  ['blank lines before rows', [READINGS, 'csv'], `${'\n'.repeat(MEGABYTE)}${HEADER}${lines(0, 2)}`],
  ['blank lines between rows', [READINGS, 'csv'], `${HEADER}${lines(0, 2)}${' \r\n'.repeat(MEGABYTE)}${lines(3, 4)}`],
  ['a row that is nearly too long', [READINGS, 'csv'], `${HEADER}1,${AT},"${long(LONGEST - 200)}"\n${lines(0, 2)}`],
  ['a row of quotes', [READINGS, 'csv'], `${HEADER}${'"",'.repeat(LONGEST / 3 - 200)}\n${lines(0, 2)}`],
  ['a quote that does not end', [READINGS, 'csv'], `${HEADER}1,"${'2\n'.repeat(MEGABYTE / 20)}`],
  ['a quote on every line', [READINGS, 'csv'], `${HEADER}${'1,"\n'.repeat(MEGABYTE / 20)}`],
  ['a quote on some lines', [READINGS, 'csv'], `${HEADER}${`1,"\n${'2,3\n'.repeat(5000)}`.repeat(20)}`],
  ['lines that look like headers', [READINGS, 'csv'], `${HEADER}${'id,time,date,user_id\n'.repeat(MEGABYTE / 50)}`],
  ['a user that is nearly too long', [USERS, 'json'], `[${USER},{"id":1,"name":"${long(LONGEST - 200)}"},${USER}]`],
  ['a user that does not end', [USERS, 'json'], `[${USER},{"id":1,"name":"${long(LONGEST - 200)}`],
  ['a line of a long user', [USERS, 'ndjson'], `${USER}\n{"id":1,"name":"${long(LONGEST - 200)}"}\n${USER}`],
  ['a row of a long user', [USERS, 'csv'], `${USERS_HEADER}1,"${long(LONGEST - 200)}",,,\n2,B,,,`],
  ['an open quote in users', [USERS, 'csv'], `${USERS_HEADER}1,"${'Ada\n'.repeat(MEGABYTE / 40)}`],
];

describe('the cost of a body is linear in its bytes, and what it gives is the same, however they are cut', () => {
  for (const [what, form, text] of bodies) {
    test(`${form.join(' ')}: ${what}`, async () => {
      const body = Buffer.from(text);
      const packed = gzipSync(body);
      const whole = await readBody(form, [body]);
      // Single bytes where that takes no minutes; the work would grow with the number of pieces all the same.
      const pieces = cut(body, body.length < 100_000 ? 1 : 97);
      const check = async (chunks: readonly Buffer[], isPacked = false) => {
        await countedWork(64 * body.length + 2_000_000, async () => {
          assert.deepEqual(await readBody(form, chunks, isPacked), whole);
        });
      };
      await check([body]);
      await check(pieces);
      await check(cut(packed, packed.length < 10_000 ? 1 : 97), true);
    });
  }

  test('a long list of columns to ignore is looked at once, not for each row', async () => {
    const names = Array(7000).fill('a');
    for (const [form, text] of [
      ['ndjson', '{}\n'.repeat(3000)],
      ['json', `[${'{},'.repeat(3000)}{}]`],
      ['csv', 'id,a\na,id\n'.repeat(1500)],
    ] as const) {
      await countedWork(3_000_000, async () => {
        for await (const _ of usersBody(generate([Buffer.from(text)]), form, names));
      });
    }
    await countedWork(3_000_000, async () => {
      await served.store.importUsers(Array(3000).fill({}), { ignoreColumns: names });
    });
  });

  test('at random', async () => {
    const which = fc.nat({ max: 5 });
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(which, shares, async (chosen, at) => {
        const [, form, text] = bodies[chosen]!;
        const body = Buffer.from(text);
        const chunks = cutBytes(body, at);
        assert.deepEqual(await readBody(form, chunks), await readBody(form, [body]));
      }),
      { numRuns: 60 },
    );
  });
});

describe('over the network', () => {
  for (const [url, type, beginning] of [
    ['/v1/readings', 'json', `[{"x":"${long(LONGEST - 3000)}`],
    ['/v1/users/import', 'json', `[{"name":"${long(LONGEST - 3000)}`],
    ['/v1/readings', 'csv', `${HEADER}1,"${`${long(99)}\n`.repeat(600)}`],
    ['/v1/users/import', 'csv', `${USERS_HEADER}1,"${`${long(99)}\n`.repeat(600)}`],
  ] as const) {
    test(`500 chunks of one byte in one write, ${url} ${type}: little work, and others are answered`, async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
      await countedWork(64 * beginning.length, async () => {
        socket.write(
          `POST ${url} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.adminKey}\r\nContent-Type: ${TYPES[type]}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(beginning)}`,
        );
        socket.write(chunk('x').repeat(500));
        // The body is still on its way.
        const { request, answer: alive } = open(served, 'GET', '/livez');
        request.end();
        assert.equal((await alive).status, 200);
        socket.write('0\r\n\r\n');
        const [answer] = (await once(socket, 'data')) as [Buffer];
        assert.match(answer.toString(), /^HTTP\/1\.1 (200|400) /);
      });
      socket.destroy();
    });
  }

  test('120 MB of blank lines cost a little more than their bytes', async () => {
    const packed = gzipSync(Buffer.alloc(120_000_000, '\n'));
    await countedWork(3 * 120_000_000, async () => {
      const { request, answer } = open(served, 'POST', `${READINGS}?dryRun=true`, {
        'content-type': 'text/csv',
        'content-encoding': 'gzip',
      });
      request.end(packed);
      assert.equal(codeOf(await answer), 'INVALID_FILE');
    });
  });
});

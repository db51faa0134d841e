import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import { check, hostileText, RUNS, testUnharmed, underAttack } from './hostile.ts';
import { problemCode, YEAR } from './inject.ts';

const injected = await underAttack();
const { store, send } = injected;

describe('contents of cursors', () => {
  const number = fc.oneof(
    fc.constantFrom('-0', '0', '1', '2', '1.5', '1.0', '1e0', '1e300', '1e999', '-1', '60', '61.5', 'NaN', 'Infinity'),
    fc.constantFrom(
      String(2 ** 53),
      String(2 ** 53 - 1),
      String(2 ** 60),
      String(2 ** 64),
      '9'.repeat(400),
      '0'.repeat(90),
    ),
    fc.double().map(String),
    fc.maxSafeInteger().map(String),
  );
  const part = fc.oneof(
    { weight: 4, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom('"1"', 'null', 'true', '[]', '[1]', '{}', '[[1]]', '""') },
    { weight: 1, arbitrary: fc.json({ maxDepth: 2 }).map((text) => text.slice(0, 60)) },
  );
  const contents = fc.oneof(
    fc.array(part, { maxLength: 3 }).map((parts) => `[${parts.join(',')}]`),
    part,
    hostileText,
  );
  const members = [
    { userId: 4, average: 61.5 },
    { userId: 2, average: 60 },
    { userId: 3, average: 60 },
  ];
  before(async () => {
    await store.importUsers([{ id: 2 }, { id: 3 }, { id: 4 }]);
    await store.ingest(members.map(({ userId, average }) => ({ userId, timestamp: '2023-05-01', heartRate: average })));
  });

  /** The place that a cursor names when the service could have written it. */
  const placeIn = (content: string): readonly number[] | undefined => {
    try {
      const place: unknown = JSON.parse(content);
      const isWritten = Array.isArray(place) && place.every(Number.isFinite) && JSON.stringify(place) === content;
      return isWritten ? (place as number[]) : undefined;
    } catch {
      return undefined;
    }
  };
  const isId = (id: number | undefined): id is number => Number.isSafeInteger(id) && id! >= 1;

  const checkPage = (answer: LightMyRequestResponse, content: string, expected: readonly number[] | undefined) => {
    check(answer, content);
    if (expected === undefined) {
      assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT', content);
      assert.equal((JSON.parse(answer.body) as { field: string }).field, 'cursor');
    } else {
      const { users, userIds } = JSON.parse(answer.body) as { users?: { id: number }[]; userIds?: number[] };
      assert.deepEqual(userIds ?? users?.map(({ id }) => id), expected, content);
    }
  };

  test('of users: a cursor never returns another page than its own', async () => {
    const ids = (await Array.fromAsync(store.listUsers())).map(({ id }) => id);
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const cursor = Buffer.from(content).toString('base64url').slice(0, 200);
        const [id, ...more] = placeIn(Buffer.from(cursor, 'base64url').toString()) ?? [];
        const page = isId(id) && more.length === 0 ? ids.filter((known) => known > id) : undefined;
        checkPage(await send('GET', `/v1/users?cursor=${cursor}`), content, page);
      }),
      { numRuns: RUNS * 3, examples: [['[1.5]'], ['[1e300]'], [`[${2 ** 60}]`], ['[-0]'], ['[0]'], ['[1]']] },
    );
  });

  test('of a cohort', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const cursor = Buffer.from(content).toString('base64url').slice(0, 200);
        const [average, id, ...more] = placeIn(Buffer.from(cursor, 'base64url').toString()) ?? [];
        const page =
          average !== undefined && average >= 0 && isId(id) && more.length === 0
            ? members.filter((member) => member.average < average || (member.average === average && member.userId > id))
            : undefined;
        const answer = await send('GET', `/v1/cohorts/users?${YEAR}&minHeartRate=0&cursor=${cursor}`);
        checkPage(
          answer,
          content,
          page?.map(({ userId }) => userId),
        );
      }),
      {
        numRuns: RUNS * 3,
        examples: [['[60,1.5]'], ['[60,2]'], ['[-1,2]'], ['[60,1e300]'], ['[60,-0]'], ['[60.0,2]']],
      },
    );
  });

  test('of alarms: whole milliseconds and the id of an alarm', async () => {
    for (const [content, status] of [
      ['[1.5,"a"]', 400],
      ['[1e300,"a"]', 400],
      ['[1,2]', 400],
      ['[null,{}]', 400],
      ['[1]', 400],
      ['["1","a"]', 400],
      ['[1,"a\\u0000"]', 400],
      ['[1,"a"]', 200],
    ] as const) {
      const answer = await send('GET', `/v1/alarms?cursor=${Buffer.from(content).toString('base64url')}`);
      assert.equal(answer.statusCode, status, content);
    }
  });
});

testUnharmed(injected);

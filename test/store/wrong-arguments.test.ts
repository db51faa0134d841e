import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { connectStore } from '../../src/client/connect-store.ts';
import { ERROR_CODES, openStore, PulsebaseError, type Store } from '../../src/index.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';

// Callers without types send anything. Whatever it is, a PulsebaseError is all that comes back, as a rejection.

type Call = (store: Store, first: never, second: never, third: never) => unknown;

const CALLS: { readonly [name: string]: Call } = {
  putUser: (store, user) => store.putUser(user),
  getUser: (store, id) => store.getUser(id),
  listUsers: (store, after) => read(store.listUsers(after)),
  importUsers: (store, users, options) => store.importUsers(users, options),
  deleteUsers: (store, ids) => store.deleteUsers(ids),
  ingest: (store, readings, options) => store.ingest(readings, options),
  deleteReadings: (store, selection) => store.deleteReadings(selection),
  dropBefore: (store, instant) => store.dropBefore(instant),
  queryUsers: (store, query) => store.queryUsers(query),
  queryTop: (store, query) => store.queryTop(query),
  readings: (store, id, window) => read(store.readings(id, window)),
  averages: (store, id, window, resolution) => read(store.averages(id, window, resolution)),
  timeline: (store, id, window, options) => store.timeline(id, window, options),
  distribution: (store, query) => store.distribution(query),
  quality: (store, query) => store.quality(query),
  verify: (store, options) => store.verify(options),
  repair: (store, options) => store.repair(options),
};

/** Objects that do something when they are looked at. */
const TRAPS: readonly unknown[] = [
  new Proxy(
    {},
    {
      get() {
        throw new RangeError('a getter');
      },
      ownKeys() {
        throw new RangeError('the keys');
      },
    },
  ),
  revoked({}),
  revoked([]),
  new Proxy(new Date(0), {}),
  Object.create(Date.prototype),
  {
    get from() {
      throw new TypeError('from\nof two lines');
    },
  },
  { from: revoked({}), to: revoked([]), gender: revoked([]), minHeartRate: revoked({}), userId: revoked({}) },
  { toString: () => assert.fail('never asked'), valueOf: () => assert.fail('never asked') },
  Object.create(null),
];

/** Stands for a trap while values are made: whoever makes them must not look at it. */
class Trap {
  readonly at: number;

  constructor(at: number) {
    this.at = at;
  }
}

const trap = fc.nat({ max: TRAPS.length - 1 }).map((at) => new Trap(at));

/** The same value with its traps set. */
function set(value: unknown): unknown {
  if (value instanceof Trap) return TRAPS[value.at];
  if (Array.isArray(value)) return value.map(set);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, set(inner)]));
}

const name = fc.constantFrom(
  ...['id', 'name', 'gender', 'age', 'birthDate', 'from', 'to', 'minAge', 'minHeartRate', 'asOf', 'details', 'userId'],
  ...['limit', 'timezone', 'userIds', 'signal', 'onProgress', 'onRejected', 'dryRun', 'unknownUsers', 'onTaken', 'row'],
  ...['user', 'timestamp', 'heartRate', '__proto__', 'constructor', 'toString', 'x\ny'],
);

const scalar = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, Number.NaN, Number.POSITIVE_INFINITY, -0, 1n, Symbol('s'), () => {}),
  fc.constantFrom<unknown>(1, 2 ** 53, '2023-01-01', '2024-01-01', 'day', 'UTC', new Date(Number.NaN), new Date(0)),
  fc.constantFrom<unknown>(new AbortController().signal, Number.MAX_VALUE, new Map([[1, 2]]), new Uint8Array(3)),
  fc.anything({ maxDepth: 1 }),
  trap,
);

const argument = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(name, scalar, { maxKeys: 5 }),
  fc.array(fc.dictionary(name, scalar, { maxKeys: 4 }), { maxLength: 3 }),
  fc.record({ from: scalar, to: scalar, userId: scalar, minHeartRate: scalar }),
);

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

async function read(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of rows) break;
}

/** Calls, and fails for every error that is none of the library's, or comes before the promise. */
async function onlyPulsebaseErrors(what: string, call: () => unknown): Promise<void> {
  let promise: unknown;
  try {
    promise = call();
  } catch (error) {
    assert.fail(`${what} threw instead of rejecting: ${error}`);
  }
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof PulsebaseError, `${what}: ${error instanceof Error ? error.stack : String(error)}`);
    assert.ok(Object.hasOwn(ERROR_CODES, error.code), what);
    assert.ok(!/[\n\r]/.test(error.message), `${what}: ${error.message}`);
  }
}

function fuzz(store: () => Store, numRuns: number): void {
  for (const [method, call] of Object.entries(CALLS)) {
    test(method, () =>
      fc.assert(
        fc.asyncProperty(argument, argument, argument, (first, second, third) =>
          onlyPulsebaseErrors(method, () =>
            call(store(), set(first) as never, set(second) as never, set(third) as never),
          ),
        ),
        { numRuns },
      ),
    );
  }
}

describe('a store in the process, whatever it is given', () => {
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  fuzz(() => store, 300);
});

describe('a store behind a service, whatever it is given', async () => {
  const service = await makeTestService(
    createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 }),
  );
  after(() => service.remove());
  const store = await connectStore(await service.listen(), { apiKey: service.adminKey });
  fuzz(() => store, 40);
});

const options = fc.oneof(
  argument,
  fc.record(
    {
      poolSize: scalar,
      maxOverflow: scalar,
      poolTimeout: scalar,
      memoryLimit: scalar,
      durable: scalar,
      minHeartRate: scalar,
      onWarning: scalar,
      apiKey: scalar,
      create: fc.constant(false),
    },
    { requiredKeys: ['create'] },
  ),
);

test('openStore, whatever it is given', () =>
  fc.assert(
    fc.asyncProperty(
      // Nothing that names a place where a store would be made.
      fc.oneof(
        scalar.filter((url) => typeof url !== 'string'),
        fc.constantFrom(
          '',
          'nothing:',
          'postgresql://[',
          'clickhouse:',
          'clickhouse://%',
          'http://',
          'https://%ff@',
          'http:\0',
        ),
        fc.string().map((text) => `nothing:${text}`),
      ),
      options,
      (url, given) => onlyPulsebaseErrors('openStore', () => openStore(set(url) as string, set(given) as object)),
    ),
    { numRuns: 300 },
  ));

test('connectStore, whatever it is given and whatever answers', () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(
        scalar,
        fc.constantFrom('http://h', 'https://KEY@h/', 'https://%ff@h', 'https://a%0ab@h', 'http://h:99999'),
      ),
      fc.oneof(argument, fc.record({ apiKey: scalar, timeout: scalar }, { requiredKeys: [] })),
      fc.oneof(
        fc.constantFrom<unknown>('null', '[]', '{}', '7', '<html>', '{"engine":7}', '{"engine":"x"}', undefined),
        fc.anything(),
      ),
      (url, given, answer) =>
        onlyPulsebaseErrors('connectStore', () => {
          const fetch = async () => (typeof answer === 'string' ? new Response(answer) : answer) as Response;
          const options = isRecord(given) ? { ...given, maxTries: 1, fetch } : given;
          return connectStore(set(url) as string, set(options) as object);
        }),
    ),
    { numRuns: 300 },
  ));

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

test('a key that no header can hold is refused, and never shown', async () => {
  for (const apiKey of ['s3cret\nkey', 's3cret key', 's3cretü']) {
    await assert.rejects(connectStore('http://localhost:1', { apiKey }), (error) => {
      assert.ok(error instanceof PulsebaseError && error.code === 'INVALID_ARGUMENT' && error.field === 'apiKey');
      return !error.message.includes('s3cret');
    });
  }
});

test("what a caller's own callback or source throws comes out as it is", async () => {
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const own = new RangeError('mine');
  const fail = () => {
    throw own;
  };
  await assert.rejects(
    store.ingest([{ userId: 1, timestamp: '2023-01-01', heartRate: 60 }], { onProgress: fail }),
    own,
  );
  await assert.rejects(
    store.importUsers(
      (function* () {
        yield { id: 1 };
        fail();
      })(),
    ),
    own,
  );
});

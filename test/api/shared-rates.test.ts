import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { SharedRates } from '../../src/api/auth/shared-rates.ts';
import { openState } from '../../src/state/open-state.ts';
import { inject } from './inject.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

/** The counts of two services with one state. */
async function pair(limit: number) {
  const stateUrl = await server.createDatabase();
  const open = () => openState({ stateUrl, stateDirectory: '/nowhere' }, { durable: true });
  const states = [await open(), await open()] as const;
  const rates = [new SharedRates(states[0], limit), new SharedRates(states[1], limit)] as const;
  const lets = async (each: SharedRates) => (await each.add('key')).requests <= limit;
  return {
    ...{ stateUrl, states, rates, lets },
    async [Symbol.asyncDispose]() {
      for (const state of states) await state.close();
    },
  };
}

const passed = (answers: readonly boolean[]) => answers.filter(Boolean).length;

describe('requests that services count together', () => {
  for (const limit of [10, 100, 1000]) {
    // How many of ten requests go to the first of the two.
    for (const share of [5, 9, 10]) {
      test(`are let through up to ${limit}, within a tenth, when ${share} of 10 go to one of two: at once`, async () => {
        await using both = await pair(limit);
        const answers = Array.from({ length: 2 * limit }, (_, at) => both.lets(both.rates[at % 10 < share ? 0 : 1]));
        const count = passed(await Promise.all(answers));
        assert.ok(Math.abs(count - limit) <= limit / 10, `${count}`);
      });
    }

    test(`are let through up to ${limit}, within a tenth: one after the other, and one service after the other`, async () => {
      await using both = await pair(limit);
      const answers: boolean[] = [];
      for (const each of both.rates) for (let at = 0; at < limit; at += 1) answers.push(await both.lets(each));
      assert.ok(Math.abs(passed(answers) - limit) <= limit / 10, `${passed(answers)}`);
    });
  }

  test('are told in few statements', async () => {
    await using both = await pair(1000);
    let statements = 0;
    const query = both.states[0].query.bind(both.states[0]);
    both.states[0].query = (text, values) => {
      statements += 1;
      return query(text, values);
    };
    for (let at = 0; at < 500; at += 1) await both.rates[0].add('key');
    assert.ok(statements <= 50, `${statements}`);
  });

  test('begin anew in the next window, by the clock of the database', async () => {
    await using both = await pair(10);
    const [one, other] = both.rates;
    for (let at = 0; at < 10; at += 1) assert.ok(await both.lets(one));
    assert.equal(await both.lets(other), false);
    await both.states[0].query('UPDATE state.rates SET started_at = started_at - 60000');
    const later = new SharedRates(both.states[0], 10);
    const { requests, msLeft } = await later.add('key');
    assert.equal(requests, 1);
    assert.ok(msLeft > 50_000 && msLeft <= 60_000, `${msLeft}`);
    await both.states[0].query('UPDATE state.rates SET started_at = started_at - 60000');
    await later.deleteOld();
    assert.deepEqual(await both.states[0].query('SELECT count(*) FROM state.rates'), [[0]]);
  });

  test('are counted by each service alone while the state is away, and told when it is back', async () => {
    await using both = await pair(10);
    await both.lets(both.rates[0]);
    await server.kill();
    const alone = await Promise.all(
      both.rates.map((each) => Promise.all(Array.from({ length: 20 }, () => both.lets(each)))),
    );
    assert.deepEqual(alone.map(passed), [9, 10]);
    await server.start();
    for (const each of both.rates) {
      await until('the state to be back', () =>
        each.refresh().then(
          () => true,
          () => false,
        ),
      );
    }
    assert.deepEqual(await both.states[0].query('SELECT requests FROM state.rates'), [[41]]);
  });

  test('are refused by the services themselves', async () => {
    const stateUrl = await server.createDatabase();
    const services = [await inject({ stateUrl, rateLimit: 20 }), await inject({ stateUrl, rateLimit: 20 })];
    const headers = { authorization: `Bearer ${services[0]!.service.adminKey}` };
    await until('the key to be known', async () => {
      const answers = await Promise.all(services.map(({ send }) => send('GET', '/v1/nothing', undefined, headers)));
      return answers.every(({ statusCode }) => statusCode === 404);
    });
    const state = await openState({ stateUrl, stateDirectory: '/nowhere' }, { durable: true });
    // A path that leads nowhere is not counted.
    assert.deepEqual(await state.query('SELECT requests FROM state.rates'), []);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => services[at % 2]!.send('GET', '/v1', undefined, headers)),
    );
    const taken = answers.filter(({ statusCode }) => statusCode === 200).length;
    assert.ok(Math.abs(taken - 20) <= 2, `${taken}`);
    const refused = answers.find(({ statusCode }) => statusCode === 429);
    assert.ok(Number(refused?.headers['retry-after']) >= 1);
    await state.close();
    for (const { service } of services) await service.remove();
  });
});

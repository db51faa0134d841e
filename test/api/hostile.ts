import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import type { ServiceSettings } from '../../src/config/service-settings.ts';
import { type Injected, inject, problemCode } from './inject.ts';

/** Runs of a property; some take a multiple of it. */
export const RUNS = Number(process.env.FUZZ_RUNS ?? 150);

/** A service with two users, for requests that mean it harm; at the end of the file it is looked at whether it bore them. */
export async function underAttack(settings: Partial<ServiceSettings> = {}): Promise<Injected> {
  const injected = await inject({ bodyLimit: 2_000_000, ...settings });
  const { service, store } = injected;
  before(() => store.importUsers([{ id: 1, name: 'Ada', age: 30 }, { id: 2 }]));
  after(() => service.remove());
  return injected;
}

/** The last test of a file: the service is well, and nothing in its log is a failure of its own. */
export function testUnharmed({ service, store, send }: Injected): void {
  test('after all that the users and readings are still there', async () => {
    await store.importUsers([{ id: 1 }]);
    assert.equal((await send('GET', '/v1/users/1')).statusCode, 200);
    assert.equal((await send('GET', '/readyz')).statusCode, 200);
    assert.ok(
      service.logged.every((line) => !line.includes('"level":50')),
      service.logged.find((line) => line.includes('"level":50')),
    );
  });
}

/** A good answer, or a problem document that blames the request; never a failure of the service, never a stack. */
export function check(answer: LightMyRequestResponse, what: unknown): void {
  const { statusCode, headers, body } = answer;
  const told = JSON.stringify(what)?.slice(0, 500);
  assert.ok(statusCode < 500, `${statusCode} for ${told}: ${body.slice(0, 500)}`);
  if (statusCode >= 400) problemCode(answer);
  else if (statusCode !== 302) assert.match(String(headers['content-type']), /json|csv|html|text\/plain/, told);
}

/** Text that people and programs try where it does not belong. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '%00',
    '%',
    '%zz',
    '../../etc/passwd',
    '..%2f..%2f',
    "'; DROP TABLE users; --",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what people try.
    '${7*7}',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '__proto__',
    'constructor',
    'toString',
    '9007199254740993',
    '-9223372036854775808',
    '18446744073709551616',
    '1e999',
    '-0',
    'NaN',
    'Infinity',
    '0x1F',
    '١٢٣',
    '2023-02-30',
    '9999-12-31T23:59:60Z',
    '2023-01-01T00:00:00+99:99',
    'a'.repeat(5000),
    '\u202e\ufeff\ud800',
    '1,2,,',
  ),
);

/** For a URL; some of its escapes are broken. */
export function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%25zz', '%zz').replaceAll('%2500', '%00');
}

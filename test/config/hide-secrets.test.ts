import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceCalls } from '../../src/client/service-calls.ts';
import { describeSettings } from '../../src/config/describe-settings.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { parseServerUrl } from '../../src/engines/clickhouse/server/server-url.ts';
import { connectionSettings } from '../../src/engines/postgres/connections/connection-settings.ts';
import { locationOf } from '../../src/engines/registry.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { requireStoreUrl } from '../../src/open-store.ts';
import { showStoreUrl } from '../../src/show-store-url.ts';

const CASES: [url: string, shown: string][] = [
  ['chdb:./pulsebase-data', 'chdb:./pulsebase-data'],
  ['chdb:/data/a:b@c', 'chdb:/data/a:b@c'],
  ['postgresql://host/db', 'postgresql://host/db'],
  ['postgresql://anna@host:5432/db', 'postgresql://anna@host:5432/db'],
  ['postgresql://anna:s3cret@host:5432/db', 'postgresql://anna:***@host:5432/db'],
  ['postgresql+psycopg://anna:s3cret@host/db', 'postgresql+psycopg://anna:***@host/db'],
  ['clickhouses://:s3cret@host:8443/db', 'clickhouses://:***@host:8443/db'],
  ['postgresql://anna:s3@cr@et@host/db', 'postgresql://anna:***@host/db'],
  ['postgresql://anna:s3/cr:et@host/db', 'postgresql:***'],
  ['postgresql://anna:s3?cr#et@host/db', 'postgresql:***'],
  ['postgresql://anna:p@ss/word@host/db', 'postgresql:***'],
  ['postgresql://anna:s3cret@one:5432,two:5433/db', 'postgresql://anna:***@one:5432,two:5433/db'],
  ['postgresql://host:5432/db?application_name=a@b', 'postgresql:***'],
  ['postgresql://one:5432,two:5433/db?user=ab', 'postgresql://one:5432,two:5433/db?user=ab'],
  ['postgresql://anna:12/3?s3cret@host/db', 'postgresql:***'],
  ['postgresql://host/db?user=a%40b', 'postgresql://host/db?user=***'],
  ['postgresql://anna:s3cret@host/db?user=a@b', 'postgresql:***'],
  ['postgresql://host/db?password=s3cret', 'postgresql://host/db?password=***'],
  [
    'postgresql://host/db?user=anna&PASSWORD=s3cret&sslmode=require',
    'postgresql://host/db?user=anna&PASSWORD=***&sslmode=require',
  ],
  ['postgresql://host/db?sslkey=a.pem&sslpassword=s3cret', 'postgresql://host/db?sslkey=a.pem&sslpassword=***'],
  ['clickhouse://host/?access_token=s3cret', 'clickhouse://host/?access_token=***'],
  ['postgresql:anna:s3cret@host/db', 'postgresql:***'],
  ['anna:s3cret@host/db', '***'],
  ['//anna:s3cret@host/db', '***'],
  ['host=localhost user=anna password=s3cret', '***'],
  ['https://pb_key@host', 'https://***@host'],
  ['HTTPS://pb_key:@host:8443/base', 'HTTPS://***@host:8443/base'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['https:pb_key@host', 'https:***'],
  ['pb_key@host', '***'],
  ['postgresql:///db?host=/run/postgresql', 'postgresql:///db?host=/run/postgresql'],
  ['postgresql://anna:s3cret@%2Frun%2Fpostgresql/db', 'postgresql://anna:***@%2Frun%2Fpostgresql/db'],
  ['postgresql://[::1]:5432/db', 'postgresql://[::1]:5432/db'],
  ['postgresql://anna%3As3cret@host/db', 'postgresql://***@host/db'],
  ['clickhouse://host1,host2/db?cluster=main&quorum=one', 'clickhouse://host1,host2/db?cluster=main&quorum=one'],
  ['postgres//anna:s3cret@host/db', '***'],
  ['postgersql://anna:s3cret@host/db', '***'],
  [' postgresql://anna:s3cret@host/db', '***'],
  ['chdb://anna:s3cret@host/db', 'chdb:***'],
  ['chdb:anna:s3cret@host/db', 'chdb:***'],
  ['chdb:///data/heart', 'chdb:///data/heart'],
  ['postgresql://host/db?colour=s3cret', 'postgresql://host/db?***'],
  ['', ''],
];

for (const [url, shown] of CASES) {
  test(`${JSON.stringify(url)} is shown as ${JSON.stringify(shown)}`, () => assert.equal(showStoreUrl(url), shown));
}

test('no password in its place is ever shown, whatever its characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      const shown = showStoreUrl(`postgresql://anna:${before}s3cret${after}@host/db`);
      assert.ok(!shown.includes('s3cret'), shown);
    }),
    { numRuns: 1000 },
  );
});

/** Every form of an address in which a secret may stand. */
const FORMS: readonly ((secret: string) => string)[] = [
  (secret) => `postgresql://anna:${secret}@host:5432/db`,
  (secret) => `postgres://anna:${secret}@host/db?sslmode=require`,
  (secret) => `postgresql+psycopg://anna:${secret}@[::1]/db`,
  (secret) => `postgresql://:${secret}@one:5432,two:5433/db`,
  (secret) => `postgresql://anna:${secret}@%2Frun%2Fpostgresql/db`,
  (secret) => `postgresql://host/db?user=anna&password=${secret}`,
  (secret) => `postgresql://host/db?sslkey=a.pem&sslpassword=${secret}&connect_timeout=3`,
  (secret) => `clickhouse://anna:${secret}@host1:8123,host2/db?cluster=main`,
  (secret) => `clickhouses://anna:${secret}@host/db`,
  (secret) => `https://${secret}@host`,
  (secret) => `https://${secret}:@host:8443/base`,
  (secret) => `http://:${secret}@localhost:8080`,
  (secret) => `https://host/base?token=${secret}`,
];

/** What people do to an address by accident. */
const DAMAGES: readonly ((url: string) => string)[] = [
  (url) => url,
  (url) => url.replace('//', '/'),
  (url) => url.replace('//', ''),
  (url) => url.replace('//', '///'),
  (url) => url.replace('://', '//'),
  (url) => url.replace('://', ' ://'),
  (url) => url.replace(/^[^:]*:\/\//, ''),
  (url) => url.slice(1),
  (url) => `${url[1]}${url[0]}${url.slice(2)}`,
  (url) => ` ${url}`,
  (url) => `\n${url} `,
  (url) => `"${url}"`,
  (url) => `DATABASE_URL=${url}`,
  (url) => url.replace(/^[^:]*/, (scheme) => scheme.toUpperCase()),
];

/** Letters that are found again, among characters that mean something in an address. */
const secret = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...'@/:?#%.,;+~!$ é'), maxLength: 3 }),
    fc.string({ unit: fc.constantFrom(...'bcdfghjkm2346789BCDFGHJKM'), minLength: 10, maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(...'@/:?#%.,;+~!$ é'), maxLength: 3 }),
    fc.boolean(),
  )
  .map(([before, core, after, isEscaped]) => {
    const raw = `${before}${core}${after}`;
    return { core, text: isEscaped ? encodeURIComponent(raw) : raw };
  });

const address = fc
  .tuple(secret, fc.constantFrom(...FORMS), fc.constantFrom(...DAMAGES))
  .map(([{ core, text }, form, damage]) => ({ core, url: damage(form(text)) }));

test('no secret is shown in any form of an address, also where it was damaged', () => {
  fc.assert(
    fc.property(address, ({ core, url }) => {
      const shown = showStoreUrl(url);
      assert.ok(!shown.includes(core), `${url} -> ${shown}`);
    }),
    { numRuns: 5000 },
  );
});

test('nor is it in what is said about an address that is wrong', async () => {
  const told = (core: string, url: string, read: () => unknown) => {
    try {
      const { place = '' } = (read() ?? {}) as { readonly place?: string };
      assert.ok(!place.includes(core), `${url} -> ${place}`);
    } catch (error) {
      if (!(error instanceof PulsebaseError)) throw error;
      assert.ok(!`${error.stack}${error.cause}`.includes(core), `${url} -> ${error.message}`);
    }
  };
  fc.assert(
    fc.property(address, ({ core, url }) => {
      told(core, url, () => requireStoreUrl(url));
      told(core, url, () => new ServiceCalls(url));
      if (/^postgres/i.test(url)) told(core, url, () => connectionSettings(url, {}));
      if (/^clickhouse/i.test(url)) told(core, url, () => void parseServerUrl(url));
      for (const variable of ['DATABASE_URL', 'STATE_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'CORS_ORIGIN']) {
        told(core, url, () => void readSettings({ [variable]: url }));
      }
    }),
    { numRuns: 3000 },
  );
});

test('the settings that hold addresses and keys are shown without their secrets', () => {
  const settings = readSettings({
    DATABASE_URL: 'https://s3cret@host',
    STATE_URL: 'postgresql://anna:s3cret@host/state',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector:s3cret@host:4318/otel',
    PULSEBASE_API_KEY: 's3cret',
    PULSEBASE_API_KEYS: `ops:read:${'a1'.repeat(32)}`,
  });
  const text = JSON.stringify([describeSettings(settings), describeSettings(settings, {}, locationOf)]);
  assert.ok(!text.includes('s3cret') && !text.includes('a1a1'), text);
  assert.ok(text.includes('https://***@host:4318/otel') && text.includes('postgresql://anna:***@host/state'), text);
});

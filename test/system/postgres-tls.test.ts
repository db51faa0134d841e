import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { openStore } from '../../src/index.ts';

/** A root certificate, and one of a server and one of a client that it signed. */
const directory = mkdtempSync(join(tmpdir(), 'pulsebase-tls-'));
chmodSync(directory, 0o755);
const file = (name: string) => join(directory, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
openssl(
  'req',
  '-x509',
  '-newkey',
  'rsa:2048',
  '-nodes',
  '-days',
  '2',
  '-subj',
  '/CN=Test root',
  '-keyout',
  file('root.key'),
  '-out',
  file('root.crt'),
);
for (const [name, subject] of [
  ['server', 'localhost'],
  ['client', 'postgres'],
]) {
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    `/CN=${subject}`,
    '-keyout',
    file(`${name}.key`),
    '-out',
    file(`${name}.csr`),
  );
  writeFileSync(
    file(`${name}.ext`),
    name === 'server' ? 'subjectAltName=DNS:localhost' : 'extendedKeyUsage=clientAuth',
  );
  openssl(
    'x509',
    '-req',
    '-in',
    file(`${name}.csr`),
    '-CA',
    file('root.crt'),
    '-CAkey',
    file('root.key'),
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    file(`${name}.ext`),
    '-out',
    file(`${name}.crt`),
  );
}
chmodSync(file('server.key'), 0o600);
if (process.getuid?.() === 0) chownSync(file('server.key'), 65_534, 65_534);

const server = await startPostgresServer({
  fsync: 'off',
  ssl: 'on',
  ssl_cert_file: file('server.crt'),
  ssl_key_file: file('server.key'),
  ssl_ca_file: file('root.crt'),
});
after(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

async function isEncrypted(host: string, parameters: string): Promise<boolean> {
  const url = `${server.url().replace('127.0.0.1', host)}?application_name=tls_test&${parameters}`;
  const store = await openStore(url, { poolSize: 1 });
  try {
    const [row] = await server.execute(
      `SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'tls_test'`,
    );
    return row![0] === true;
  } finally {
    await store.close();
  }
}

test('each mode connects where libpq would, and encrypted where it says so', async () => {
  const root = `sslrootcert=${file('root.crt')}`;
  assert.equal(await isEncrypted('127.0.0.1', 'sslmode=disable'), false);
  assert.equal(await isEncrypted('127.0.0.1', 'sslmode=prefer'), true);
  assert.equal(await isEncrypted('127.0.0.1', 'sslmode=require'), true);
  assert.equal(await isEncrypted('127.0.0.1', `sslmode=verify-ca&${root}`), true);
  assert.equal(await isEncrypted('localhost', `sslmode=verify-full&${root}`), true);
  const certificate = `sslcert=${file('client.crt')}&sslkey=${file('client.key')}`;
  assert.equal(await isEncrypted('localhost', `sslmode=verify-full&${root}&${certificate}`), true);
});

test('a certificate of nobody we trust, or of another name, is refused', async () => {
  const root = `sslrootcert=${file('root.crt')}`;
  const refused = { code: 'CONNECTION_FAILED' };
  await assert.rejects(isEncrypted('localhost', 'sslmode=verify-full'), refused);
  await assert.rejects(isEncrypted('localhost', 'sslmode=verify-ca'), refused);
  await assert.rejects(isEncrypted('127.0.0.1', `sslmode=verify-full&${root}`), refused);
});

test('a server without TLS is reached with prefer, and refused with require', async () => {
  const plain = await startPostgresServer({ fsync: 'off' });
  try {
    await (await openStore(`${plain.url()}?sslmode=prefer`)).close();
    await assert.rejects(openStore(`${plain.url()}?sslmode=require`), { code: 'CONNECTION_FAILED' });
  } finally {
    await plain.stop();
  }
});

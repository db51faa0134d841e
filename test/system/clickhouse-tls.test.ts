import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ClickhouseServer, startClickhouseServer } from '../../harness/clickhouse-server.ts';
import { freePorts } from '../../harness/free-ports.ts';
import { runProcess } from '../cli/run-process.ts';

/** `clickhouses:`, with a certificate that is checked against the authorities that the process knows. */
describe('a ClickHouse server over TLS', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-tls-'));
  const [key, certificate] = [join(directory, 'server.key'), join(directory, 'server.crt')];
  let server: ClickhouseServer;
  let secure: string;

  before(async () => {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ],
      { stdio: 'ignore' },
    );
    const [port] = (await freePorts(1)) as [number];
    server = await startClickhouseServer({
      config: `<https_port>${port}</https_port><openSSL><server>
        <certificateFile>${certificate}</certificateFile><privateKeyFile>${key}</privateKeyFile>
        <verificationMode>none</verificationMode></server></openSSL>`,
    });
    secure = server
      .url('tls')
      .replace('clickhouse:', 'clickhouses:')
      .replace(/@[^/]*/, `@localhost:${port}`);
  });

  after(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('a store is made, filled and asked over TLS', async () => {
    const env = { NODE_EXTRA_CA_CERTS: certificate };
    const made = await runProcess(['generate', '--users', '2', '--readings', '200', '--store', secure], { env });
    assert.equal(made.exitCode, 0, made.stderr);
    const stats = await runProcess(['stats', '--store', secure, '--json'], { env });
    assert.equal(JSON.parse(stats.stdout).readings, 200);
    assert.equal(await server.execute('SELECT count() FROM tls.readings'), '200');
  });

  test('a certificate that nobody vouches for is refused in one line', async () => {
    const { exitCode, stderr } = await runProcess(['stats', '--store', secure]);
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /^pulsebase: CONNECTION_FAILED: [^\n]*certificate[^\n]*\n$/);
    assert.doesNotMatch(stderr, /a%20secret|a secret/);
  });
});

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import type { Webhook, WebhookWithSecret } from '../../src/api/schemas/webhooks.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { inject } from '../api/inject.ts';
import { startReceiver } from '../api/webhooks/receiver.ts';
import { tell } from '../api/webhooks/tell.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { type RunOptions, runInProcess } from './run-in-process.ts';

const { service } = await inject({ webhookPrivateNetworks: 'true' });
const state = openSqliteState(service.stateDirectory, { durable: false });
const url = await service.listen();
const receiver = await startReceiver();
after(async () => {
  await receiver.close();
  await state.close();
  await service.remove();
});

const run = (args: readonly string[], options: RunOptions = {}) =>
  runInProcess(new MemoryEngine(), [...args, '--store', url], {
    ...options,
    settings: { apiKey: service.adminKey },
  });
async function answerOf<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await run([...args, '--json']);
  assert.deepEqual([exitCode, stderr], [0, '']);
  return JSON.parse(stdout) as T;
}

describe('pulsebase webhooks', () => {
  test('makes one, shows its secret once, tests it, and shows what became of deliveries', async () => {
    const made = await run(['webhooks', 'create', '--name', 'pager', '--url', receiver.url, '--fields', 'userId,peak']);
    const [, secret = '', id = ''] = /^(whsec_\S+)\n\nid (wh_\w+)\./.exec(made.stdout) ?? [];
    assert.equal(made.exitCode, 0, made.stderr);
    receiver.secrets.push(secret);
    assert.match((await run(['webhooks', 'test', id])).stdout, /^delivered in \d+ ms \(204\)$/m);
    await tell(state, { alarm: 'a', userId: 3 });
    const listed = await until('the delivery', async () => {
      const { stdout } = await run(['webhooks', 'deliveries', id, '--state', 'delivered']);
      return stdout.includes('alarm.raised') && stdout;
    });
    assert.match(String(listed), /1 +alarm\.raised +a +delivered +1 +\S+Z +204$/m);
    assert.match((await run(['webhooks', 'list'])).stdout, /wh_\w+ +pager +on +all +userId peak +http/);
    const again = await answerOf<{ events: number }>(
      ...['webhooks', 'redeliver', id, '--from', '1970-01-01', '--to', '2030-01-01'],
    );
    assert.equal(again.events, 1);
    receiver.answer(503);
    const failed = await run(['webhooks', 'test', id]);
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, /CONNECTION_FAILED: the test was not delivered: answered 503/);
    receiver.answer(204);
  });

  test('changes one, gives it a new secret, and deletes it', async () => {
    const { webhook, secret } = await answerOf<WebhookWithSecret>(
      ...['webhooks', 'create', '--name', 'x', '--url', receiver.url, '--severities', 'high,low', '--snoozed'],
    );
    assert.deepEqual([webhook.severities, webhook.snoozed], [['high', 'low'], true]);
    const update = (...options: string[]) => answerOf<Webhook>('webhooks', 'update', webhook.id, ...options);
    assert.deepEqual((await update('--fields', 'peak')).fields, ['peak']);
    const other = await update('--no-fields', '--not-snoozed', '--all-events', '--disable', '--name', 'y');
    const { fields, snoozed, severities, enabled, name } = other;
    assert.deepEqual([fields, snoozed, severities, enabled, name], [[], false, null, false, 'y']);
    assert.match((await run(['webhooks', 'list'])).stdout, /y +off since \S+Z \(by request\)/);
    assert.ok((await update('--enable')).enabled);
    const rotated = await answerOf<WebhookWithSecret>('webhooks', 'rotate', webhook.id, '--overlap-hours', '1');
    assert.ok(rotated.secret !== secret && rotated.webhook.oldSecretUntil !== null);
    const asked = await run(['webhooks', 'delete', webhook.id]);
    assert.match(asked.stderr, /add --yes/);
    assert.match(
      (await run(['webhooks', 'delete', webhook.id, '--yes'])).stdout,
      /deleted webhook wh_\w+; 0 events not delivered/,
    );
    assert.match((await run(['webhooks', 'delete', webhook.id, '--yes'])).stderr, /NOT_FOUND: no webhook has the id/);
  });

  test('refuses words that there are not', async () => {
    for (const [option, word] of [
      ['--kinds', 'risen'],
      ['--severities', 'high,urgent'],
      ['--fields', 'name'],
    ] as const) {
      const { exitCode, stderr } = await run([
        'webhooks',
        'create',
        '--name',
        'x',
        '--url',
        'https://x.org',
        option,
        word,
      ]);
      assert.equal(exitCode, 2);
      assert.ok(stderr.includes(`${option} must be one of`), stderr);
    }
  });
});

describe('pulsebase alarms watch', () => {
  test('prints events until it is interrupted, which is no failure', async () => {
    const stop = new AbortController();
    let printed = '';
    const watching = run(['alarms', 'watch', '--after', '0'], {
      signal: stop.signal,
      onOutput: (text) => {
        printed = text;
      },
    });
    await until('the first event', () => printed.includes('user 3'));
    await tell(state, { alarm: 'b', userId: 9, severity: 'medium' });
    await until('another one', () => printed.includes('user 9'));
    stop.abort();
    const { exitCode, stdout, stderr } = await watching;
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, /^\S+Z +1 {2}raised +high +user 3 {2}fast at rest {2}since \S+ {2}peak 150 bpm$/m);
  });

  test('says who may not watch', async () => {
    const key = await service.keyWith('write');
    const { exitCode, stderr } = await runInProcess(new MemoryEngine(), ['alarms', 'watch', '--store', url], {
      settings: { apiKey: key },
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, /PERMISSION_DENIED/);
  });
});

import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { serviceLog } from '../../src/cli/service-log.ts';

test('a line of the log has the name of its level, and an ISO time', () => {
  const stream = new PassThrough();
  const log = serviceLog('info', stream);
  log.debug('not told');
  log.info({ address: 'here' }, 'the service takes requests');
  log.child({ requestId: 'r' }).warn('slow');
  const lines = String(stream.read())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ time, ...line }) => line),
    [
      { level: 'info', address: 'here', msg: 'the service takes requests' },
      { level: 'warn', requestId: 'r', msg: 'slow' },
    ],
  );
  for (const { time } of lines) assert.equal(new Date(time).toISOString(), time);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { columnsOption } from '../../src/cli/columns-option.ts';

describe('--columns', () => {
  test('names a column for each part of a reading; repeated, for further ones', () => {
    assert.deepEqual(columnsOption('user=ID, timestamp = Time of day ,heart_rate=bpm'), {
      user: 'ID',
      timestamp: 'Time of day',
      heart_rate: 'bpm',
    });
    assert.deepEqual(columnsOption('date=Day', { time: 'Clock', date: 'x' }), { time: 'Clock', date: 'Day' });
    assert.deepEqual(columnsOption('device=a=b'), { device: 'a=b' });
  });

  test('is refused where a part is not known, or names no column', () => {
    for (const [text, part] of [
      ['', '""'],
      ['bpm', '"bpm"'],
      ['user=ID,pulse=bpm', '"pulse=bpm"'],
      ['user=ID,heart_rate=', '"heart_rate="'],
      ['user=ID,', '""'],
    ] as const) {
      assert.throws(() => columnsOption(text), {
        code: 'INVALID_ARGUMENT',
        field: '--columns',
        message: `--columns must be pairs such as heart_rate=bpm, separated by commas, for user, user_id, timestamp, date, time, heart_rate, device; not ${part}`,
      });
    }
  });
});

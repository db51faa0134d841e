import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeComplaint } from '../../src/model/node-complaint.ts';

test('Node alone can be too old: browsers have none, and Deno and Bun only say which they are like', () => {
  const old = { node: '20.11.1' };
  assert.match(nodeComplaint({ process: { versions: old, execPath: '/bin/node' } }) ?? '', /this is v20\.11\.1/);
  for (const runtime of [{}, { process: {} }, { process: { versions: { ...old, deno: '2.1.0' } } }]) {
    assert.equal(nodeComplaint(runtime), undefined);
  }
  assert.equal(nodeComplaint({ process: { versions: { ...old, bun: '1.2.0' } } }), undefined);
});

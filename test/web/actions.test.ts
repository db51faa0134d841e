import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayChange } from '../../src/api/may-change.ts';
import { ROUTES } from '../../src/api/routes/route-list.ts';
import type { App, ServiceContext } from '../../src/api/service-context.ts';
import { CHANGING_ACTIONS } from '../../web/src/data/changing-actions.ts';
import { EN } from '../../web/src/i18n/en.ts';

/** Stands for whatever a route asks for before it has a request. */
const ANYTHING: object = new Proxy(() => ANYTHING, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => 0 : name === 'then' ? undefined : ANYTHING),
  apply: () => ANYTHING,
});

/** What the audit log calls what routes do, and whether it is asked for only by methods that may change something. */
async function actionsOfRoutes(): Promise<ReadonlyMap<string, boolean>> {
  const actions = new Map<string, boolean>();
  const add = (method: string) => (_: string, options: { readonly config?: { readonly action?: string } }) => {
    const { action } = options.config ?? {};
    if (action !== undefined) actions.set(action, mayChange({ method }) && actions.get(action) !== false);
  };
  const app = new Proxy(
    {},
    {
      get: (_, name: string) =>
        ['get', 'put', 'post', 'patch', 'delete'].includes(name) ? add(name.toUpperCase()) : ANYTHING,
    },
  );
  for (const addRoutes of ROUTES) await addRoutes(app as App, ANYTHING as ServiceContext);
  return actions;
}

const actions = await actionsOfRoutes();
/** What the service does by itself. */
const OWN = ['retention'];
/** Asked by POST, and change nothing that anybody else could see. */
const READS = ['mcp', 'sign_in', 'sign_out', 'try_rule', 'verify', 'verify_alarms'];

test('the pages have words for all that the audit log tells of, and for nothing else', () => {
  assert.ok(actions.size > 40);
  const words = Object.keys(EN).filter((key) => key.startsWith('action_'));
  assert.deepEqual(words.sort(), [...actions.keys(), ...OWN].map((action) => `action_${action}`).sort());
});

test('what changed something is all that is not asked for by GET, and what the service does by itself', () => {
  const changing = [...actions]
    .filter(([action, changes]) => changes && !READS.includes(action))
    .map(([action]) => action);
  assert.deepEqual([...CHANGING_ACTIONS].sort(), [...changing, ...OWN].sort());
});

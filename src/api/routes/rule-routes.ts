import type { Static } from 'typebox';
import { type CheckedRule, requireRule } from '../../alarms/require-rule.ts';
import { resolveRule } from '../../alarms/resolve-rule.ts';
import { timesOf } from '../../alarms/times-of.ts';
import { tryRule } from '../../alarms/try-rule.ts';
import { optional } from '../../model/field-rules.ts';
import { requireInstant } from '../../model/instant.ts';
import { takeArgument } from '../../model/take-argument.ts';
import { requireUserId } from '../../model/user-id.ts';
import { windowOf } from '../../window/window.ts';
import type { StoredRule } from '../alarms/rule-store.ts';
import type { Caller } from '../reads/read-gate.ts';
import { DeletedRule, Rule, RuleBody, RuleList, RulePath, RuleTrial, TryBody } from '../schemas/alarms.ts';
import { unreadBody } from '../schemas/validate.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';

const TRIAL = {
  rule: (rule: unknown) => rule,
  ...{ from: requireInstant, to: requireInstant },
  userId: optional(requireUserId),
};

/** Rules for alarms: create, list, change, delete, try. */
export async function ruleRoutes(app: App, { alarms, queries }: ServiceContext): Promise<void> {
  const resolved = (rule: CheckedRule, caller: Caller) =>
    queries.run('identify_users', caller, {}, (store) => resolveRule(rule, store));

  app.get(
    '/v1/rules',
    {
      config: { scope: 'read', action: 'list_rules' },
      schema: {
        operationId: 'listRules',
        tags: ['alarms'],
        summary: 'All rules for alarms, by name',
        description: 'What each raises, about whom, and whether it has been applied to all users.',
        response: answers(RuleList, 'The rules.'),
      },
    },
    async () => ({ rules: (await alarms.rules.list()).map(shown) }),
  );

  app.get(
    '/v1/rules/:ruleId',
    {
      config: { scope: 'read', action: 'get_rule', problems: [404] },
      schema: {
        operationId: 'getRule',
        tags: ['alarms'],
        summary: 'A rule',
        description: 'By id, or by name.',
        params: RulePath,
        response: answers(Rule, 'The rule.'),
      },
    },
    async (request) => shown(await alarms.rules.get(request.params.ruleId)),
  );

  app.post(
    '/v1/rules',
    {
      config: { scope: 'admin', action: 'create_rule', problems: [404] },
      schema: {
        operationId: 'createRule',
        tags: ['alarms'],
        summary: 'Add a rule',
        description: 'It is applied to the readings since `since`, and from now on after each write.',
        body: RuleBody,
        response: answers(Rule, 'The rule as stored.'),
      },
      validatorCompiler: unreadBody,
    },
    async (request) => {
      const checked = requireRule(request.body, Date.now());
      const rule = await alarms.rules.create(await resolved(checked, request));
      await alarms.rulesChanged();
      return shown(rule);
    },
  );

  app.put(
    '/v1/rules/:ruleId',
    {
      config: { scope: 'admin', action: 'replace_rule', problems: [404] },
      schema: {
        operationId: 'replaceRule',
        tags: ['alarms'],
        summary: 'Replace a rule',
        description:
          'It is applied anew to everything since `since`, which stays as it was when left out: alarms may be amended, raised or retracted.',
        params: RulePath,
        body: RuleBody,
        response: answers(Rule, 'The rule as stored.'),
      },
      validatorCompiler: unreadBody,
    },
    async (request) => {
      const { id, since } = await alarms.rules.get(request.params.ruleId);
      const checked = requireRule(request.body, since);
      const rule = await alarms.rules.replace(id, await resolved(checked, request));
      await alarms.rulesChanged();
      return shown(rule);
    },
  );

  app.delete(
    '/v1/rules/:ruleId',
    {
      config: { scope: 'admin', action: 'delete_rule', problems: [404] },
      schema: {
        operationId: 'deleteRule',
        tags: ['alarms'],
        summary: 'Delete a rule with its alarms',
        description: 'Those who are told of alarms are told that they are retracted.',
        params: RulePath,
        response: answers(DeletedRule, 'What went with it.'),
      },
    },
    async (request) => {
      const {
        id,
        version: _,
        createdAt: __,
        updatedAt: ___,
        doneUpTo: ____,
        ...rule
      } = await alarms.rules.get(request.params.ruleId);
      // So that nothing is raised by it meanwhile.
      await alarms.rules.replace(id, { ...rule, enabled: false });
      const retracted = await alarms.store.retractAll({ id, name: rule.name }, Date.now());
      await alarms.rules.delete(id);
      return { alarms: retracted };
    },
  );

  app.post(
    '/v1/rules/try',
    {
      config: { scope: 'read', action: 'try_rule', problems: [404] },
      schema: {
        operationId: 'tryRule',
        tags: ['alarms'],
        summary: 'Which alarms a rule would have raised',
        description:
          'Over the readings of a window, as if none came before it; silence as of its end, or of now if that is earlier. Changes nothing.',
        body: TryBody,
        response: answers(RuleTrial, 'How many, on which days, of whom.'),
      },
      validatorCompiler: unreadBody,
    },
    async (request, reply) => {
      const { rule: given, from, to, userId } = takeArgument('body', request.body, TRIAL);
      const rule = await resolved(requireRule(given, Date.now()), request);
      const window = windowOf({ from, to });
      request.audited = { users: userId === undefined ? 'all' : [userId] };
      // Who does not wait for the answer does not want the work.
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const { days, mostAlarmed, episodes, ...counts } = await queries.run('try_rule', request, {}, (store) =>
        tryRule(store, rule, window, Date.now(), { signal: gone.signal, userId }),
      );
      return {
        ...counts,
        days: days.map(({ day, alarms: count }) => ({ day: day.toISOString().slice(0, 10), alarms: count })),
        mostAlarmed: mostAlarmed.map(({ longest, ...user }) => ({ ...user, longest: timesOf(longest) })),
        episodes: episodes.map(timesOf),
      };
    },
  );
}

function shown({ doneUpTo, since, createdAt, updatedAt, whom, ...rule }: StoredRule): Static<typeof Rule> {
  return {
    ...rule,
    whom: {
      ...(whom.minAge === undefined ? {} : { minAge: whom.minAge }),
      ...(whom.gender === undefined ? {} : { gender: [...whom.gender] }),
      ...(whom.userIds === undefined ? {} : { userIds: [...whom.userIds] }),
    },
    since: new Date(since).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    isPending: doneUpTo !== undefined,
  };
}

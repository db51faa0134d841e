import type { RouteOptions } from 'fastify';
import { mayChange } from '../may-change.ts';
import type { ProblemStatus } from './problem-responses.ts';

/** Statuses of the problems that a route may answer: those implied by its kind, and its own. */
export function problemsOf({ url, method, schema, config = {} }: RouteOptions): ProblemStatus[] {
  const { scope = 'admin', problems = [] } = config;
  if (scope === 'public') return [400, ...problems];
  const isOfStore = scope !== 'any' && scope !== 'metrics';
  const changes = [method].flat().some((name) => mayChange({ method: name }));
  const all: ProblemStatus[] = [
    ...([400, 401, 403, 429, 500, 503] as const),
    ...(url.includes('/:') ? ([414] as const) : []),
    ...(givesRows(schema?.response) ? ([406] as const) : []),
    ...(changes ? ([408, 413, 415] as const) : []),
    ...(isOfStore ? ([504, 507] as const) : []),
    ...problems,
  ];
  return all.sort((a, b) => a - b);
}

/** Whether a route's answer is in the format of `Accept`. */
function givesRows(response: unknown): boolean {
  const { content = {} } = (response as { readonly 200?: { readonly content?: object } } | undefined)?.[200] ?? {};
  return 'text/csv' in content;
}

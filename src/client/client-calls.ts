import { notAllowed, optional, requireSignal } from '../model/field-rules.ts';
import { requireInstant } from '../model/instant.ts';
import { type RulesOf, readArgument, takeArgument } from '../model/take-argument.ts';
import type { CallSignal } from './call-signal.ts';
import { iso } from './iso-ends.ts';
import type { Call, ServiceCalls } from './service-calls.ts';

const CALL_SIGNAL = { signal: optional(requireSignal) } satisfies RulesOf<CallSignal>;

/** Rows of one page. */
const PAGE = 500;

/** How the clients of alarms and of the service itself call it: JSON, page by page where there is much. */
export class ClientCalls {
  readonly #calls: ServiceCalls;

  constructor(calls: ServiceCalls) {
    this.#calls = calls;
  }

  /** @param options What the caller gave; checked here. */
  get<T>(path: string, options: unknown): Promise<T> {
    return this.#calls.json<T>({ path, ...callSignal(options), isRepeatable: true });
  }

  /**
   * @param body What the caller gave: the service checks it. None when left out.
   * @param isRepeatable Whether it may be sent again when its outcome is unknown.
   */
  send<T>(
    method: NonNullable<Call['method']>,
    path: string,
    options: unknown,
    { isRepeatable, ...given }: { readonly body?: unknown; readonly isRepeatable: boolean },
  ): Promise<T> {
    const call = { method, path, ...callSignal(options), isRepeatable };
    if (!('body' in given)) return this.#calls.json<T>(call);
    const body = readArgument('body', () => JSON.stringify(given.body) ?? 'null');
    return this.#calls.json<T>({ ...call, headers: { 'content-type': 'application/json' }, body });
  }

  /** Yields the rows of all pages. */
  async *pages<Row, Page extends { readonly nextCursor?: string }>(
    path: string,
    parameters: URLSearchParams,
    rowsOf: (page: Page) => readonly Row[],
    options: unknown,
  ): AsyncGenerator<Row> {
    parameters.set('limit', String(PAGE));
    for (;;) {
      const page = await this.get<Page>(`${path}?${parameters}`, options);
      yield* rowsOf(page);
      if (page.nextCursor === undefined) return;
      parameters.set('cursor', page.nextCursor);
    }
  }
}

/** The path of a thing by its id or name. @throws PulsebaseError `INVALID_ARGUMENT` when no path leads to it. */
export function pathTo(room: string, id: unknown, field: string): string {
  // `.` and `..` are steps within a path, however they are written.
  if (typeof id === 'string' && id.isWellFormed() && !/^\.{0,2}$/.test(id)) {
    return `/v1/${room}/${encodeURIComponent(id)}`;
  }
  throw notAllowed(field, 'the id of one', id);
}

/** A value of a parameter as text, or those of a list separated by commas; what they may be the service says. */
export function parameterText(value: unknown, field: string): string {
  const values = Array.isArray(value) ? value : [value];
  if (values.every((each) => ['string', 'number', 'boolean'].includes(typeof each))) return values.join(',');
  throw notAllowed(field, 'text, a number, or a list of them', value);
}

/** A value of a filter that may be left out. */
export const anyText = optional(parameterText);

/** An instant as a parameter. */
export function instantText(instant: unknown, field: string): string {
  return iso(requireInstant(instant, field));
}

/** What is given as parameters, without what is not. */
export function parametersOf(values: Readonly<Record<string, string | number | boolean | undefined>>): URLSearchParams {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
}

function callSignal(options: unknown): { readonly signal: AbortSignal | undefined } {
  return { signal: takeArgument('options', options, CALL_SIGNAL).signal };
}

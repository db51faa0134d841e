import type { Activity as WireActivity } from '../api/schemas/activity.ts';
import type { SloReport as WireSlo } from '../api/schemas/answers.ts';
import type { AuditEntry as WireEntry, AuditPage as WirePage } from '../api/schemas/audit.ts';
import type { Findings as WireFindings } from '../api/schemas/findings.ts';
import type { ApiKeyList, CreatedApiKey as WireCreated } from '../api/schemas/keys.ts';
import type { Retention as WireRetention } from '../api/schemas/retention.ts';
import { optional, requireSignal } from '../model/field-rules.ts';
import { requireInstant } from '../model/instant.ts';
import { type RulesOf, takeArgument } from '../model/take-argument.ts';
import { requireUserRef } from '../model/user-ref.ts';
import { windowOf } from '../window/window.ts';
import type { CallSignal } from './call-signal.ts';
import { anyText, ClientCalls, instantText, parametersOf, pathTo } from './client-calls.ts';
import { datesOf } from './dates-of.ts';
import { isoEnds } from './iso-ends.ts';
import type { ServiceCalls } from './service-calls.ts';
import type {
  Activity,
  ActivityQuery,
  ApiKey,
  AuditEntry,
  AuditFilter,
  AuditPage,
  AuditPlace,
  CreatedApiKey,
  DiagnoseOptions,
  Findings,
  NewApiKey,
  Retention,
  ServiceClient,
  SloReport,
} from './service-client.ts';

const ACTIVITY = {
  ...{ from: requireInstant, to: requireInstant },
  silent: anyText,
} satisfies RulesOf<ActivityQuery>;

const DIAGNOSE = { maxAge: anyText, signal: optional(requireSignal) } satisfies RulesOf<DiagnoseOptions>;

const AUDIT_FILTER = {
  from: optional(instantText),
  to: optional(instantText),
  action: anyText,
  key: anyText,
  user: optional(requireUserRef),
  pseudonym: anyText,
  named: anyText,
} satisfies RulesOf<AuditFilter>;

const AUDIT_PLACE = { cursor: anyText, limit: anyText } satisfies RulesOf<AuditPlace>;

type WireKey = ApiKeyList['keys'][number];

/** Asks a service about itself. */
export class RemoteService implements ServiceClient {
  readonly #calls: ClientCalls;

  constructor(calls: ServiceCalls) {
    this.#calls = new ClientCalls(calls);
  }

  async activity(query: ActivityQuery, options: CallSignal = {}): Promise<Activity> {
    const { silent: isSilentAsked, ...window } = takeArgument('query', query, ACTIVITY);
    const parameters = parametersOf({ ...isoEnds(windowOf(window)), silent: isSilentAsked });
    const { hours, silent, ...sums } = await this.#calls.get<WireActivity>(`/v1/activity?${parameters}`, options);
    return {
      ...sums,
      hours: hours.map((hour) => datesOf(hour, 'start')),
      ...(silent === undefined ? {} : { silent: silent.map((user) => datesOf(user, 'lastReading')) }),
    };
  }

  async slo(options: CallSignal = {}): Promise<SloReport> {
    return this.#calls.get<WireSlo>('/v1/slo', options);
  }

  async diagnose(options: DiagnoseOptions = {}): Promise<Findings> {
    const { signal, maxAge } = takeArgument('options', options, DIAGNOSE);
    const path = `/v1/store/findings?${parametersOf({ maxAge })}`;
    return datesOf(await this.#calls.get<WireFindings>(path, { signal }), 'asOf');
  }

  async retention(options: CallSignal = {}): Promise<Retention> {
    const { lastRun, ...retention } = await this.#calls.get<WireRetention>('/v1/retention', options);
    return { ...datesOf(retention, 'keptFrom'), lastRun: lastRun && datesOf(lastRun, 'at', 'keptFrom') };
  }

  async listKeys(options: CallSignal = {}): Promise<ApiKey[]> {
    return (await this.#calls.get<ApiKeyList>('/v1/keys', options)).keys.map(keyOf);
  }

  async createKey(key: NewApiKey, options: CallSignal = {}): Promise<CreatedApiKey> {
    const call = { body: key, isRepeatable: false };
    return datesOf(await this.#calls.send<WireCreated>('POST', '/v1/keys', options, call), 'createdAt', 'revokedAt');
  }

  async revokeKey(keyId: string, options: CallSignal = {}): Promise<ApiKey> {
    const path = pathTo('keys', keyId, 'keyId');
    return keyOf(await this.#calls.send<WireKey>('DELETE', path, options, { isRepeatable: true }));
  }

  async *auditLog(filter: AuditFilter = {}, options: CallSignal = {}): AsyncGenerator<AuditEntry> {
    const rows = (page: WirePage) => page.entries;
    for await (const entry of this.#calls.pages('/v1/audit-log', filtered(filter), rows, options)) yield entryOf(entry);
  }

  async auditPage(filter: AuditFilter = {}, place: AuditPlace = {}, options: CallSignal = {}): Promise<AuditPage> {
    const parameters = filtered(filter);
    for (const [name, value] of parametersOf(takeArgument('page', place, AUDIT_PLACE))) parameters.set(name, value);
    const { entries, searchedBackTo, ...page } = await this.#calls.get<WirePage>(
      `/v1/audit-log?${parameters}`,
      options,
    );
    return {
      ...page,
      entries: entries.map(entryOf),
      ...(searchedBackTo === undefined ? {} : { searchedBackTo: new Date(searchedBackTo) }),
    };
  }
}

function filtered(filter: AuditFilter): URLSearchParams {
  const { user, ...others } = takeArgument('filter', filter, AUDIT_FILTER);
  const whose = typeof user === 'number' ? { userId: String(user) } : { user };
  return parametersOf({ ...others, ...whose });
}

function keyOf(key: WireKey): ApiKey {
  return datesOf(key, 'createdAt', 'revokedAt');
}

function entryOf(entry: WireEntry): AuditEntry {
  return datesOf(entry, 'time');
}

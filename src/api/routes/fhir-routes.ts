import type { FastifyRequest } from 'fastify';
import { patientOf } from '../../fhir/patient.ts';
import { EXTERNAL_ID_SYSTEM, USER_ID_SYSTEM } from '../../fhir/systems.ts';
import { isExternalId } from '../../model/external-id.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { User } from '../../model/user.ts';
import { canonicalUserId } from '../../model/user-id.ts';
import { baseUrl } from '../fhir/base-url.ts';
import { capabilityStatement } from '../fhir/capability-statement.ts';
import {
  asksForHeartRates,
  observationOfReading,
  patientOfSearch,
  windowsOfDates,
} from '../fhir/observation-search.ts';
import { observationKey, patientId } from '../fhir/reading-of-observation.ts';
import { monthsOf, searchReadings } from '../fhir/reading-search.ts';
import { searchset } from '../fhir/searchset.ts';
import { sendResource } from '../fhir/send-resource.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { ReadableStore } from '../reads/read-gate.ts';
import { FhirIdPath, FhirParameters, ObservationParameters, PatientParameters } from '../schemas/fhir-parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';

const PAGE = 100;
/** FHIR describes itself: GET /fhir/metadata. */
const hide = true;

/** FHIR R4: users as Patients, readings as Observations. https://hl7.org/fhir/R4/http.html */
export async function fhirRoutes(app: App, { queries, version }: ServiceContext): Promise<void> {
  app.get(
    '/fhir/metadata',
    { config: { scope: 'public' }, schema: { hide, querystring: FhirParameters } },
    async (request, reply) => sendResource(reply, capabilityStatement({ base: baseUrl(request), version })),
  );

  app.get(
    '/fhir/Patient/:id',
    {
      config: { scope: 'read', action: 'get_user' },
      schema: { hide, params: FhirIdPath, querystring: FhirParameters },
    },
    async (request, reply) => {
      const userId = canonicalUserId(request.params.id);
      if (userId !== undefined) request.audited = { users: [userId] };
      const user = userId === undefined ? undefined : await queries.getUser(userId, request);
      if (user === undefined) throw notFound('Patient', request.params.id);
      return sendResource(reply, patientOf(user));
    },
  );

  app.get(
    '/fhir/Patient',
    { config: { scope: 'read', action: 'list_users' }, schema: { hide, querystring: PatientParameters } },
    async (request, reply) => {
      const { _id, identifier, _count = PAGE, _summary, _page = 0 } = request.query;
      if (_summary === 'count' || _count === 0) {
        request.audited = { users: 'all' };
        const total =
          _id === undefined && identifier === undefined
            ? (await queries.stats(request)).users
            : (await namedUsers(queries, request, _id, identifier)).length;
        return sendResource(reply, { resourceType: 'Bundle', type: 'searchset', total });
      }
      let users: User[];
      let next: string | undefined;
      if (_id === undefined && identifier === undefined) {
        request.audited = { users: 'all' };
        users = await queries.run('list_users', request, {}, (store) => page(store.listUsers(_page), _count + 1));
        if (users.length > _count) next = pageUrl(request, users[_count - 1]!.id);
        users = users.slice(0, _count);
      } else {
        users = await namedUsers(queries, request, _id, identifier);
        request.audited = { users: users.map(({ id }) => id) };
      }
      const base = baseUrl(request);
      const total = _id === undefined && identifier === undefined ? undefined : users.length;
      return sendResource(
        reply,
        searchset({ base, self: selfUrl(request), next, total, resources: users.map(patientOf) }),
      );
    },
  );

  app.get(
    '/fhir/Observation/:id',
    {
      config: { scope: 'read', action: 'readings' },
      schema: { hide, params: FhirIdPath, querystring: FhirParameters },
    },
    async (request, reply) => {
      const { id } = request.params;
      const [found] = await queries.run('readings', request, {}, (store) => observationsOf(store, [id]));
      request.audited = {
        users: found === undefined ? [] : [Number(id.split('-')[0])],
        rows: found === undefined ? 0 : 1,
      };
      if (found === undefined) throw notFound('Observation', id);
      return sendResource(reply, found);
    },
  );

  app.get(
    '/fhir/Observation',
    { config: { scope: 'read', action: 'readings' }, schema: { hide, querystring: ObservationParameters } },
    async (request, reply) => {
      const {
        _id,
        patient,
        subject,
        code,
        category,
        date,
        _sort = 'date',
        _summary,
        _count = PAGE,
        _page,
      } = request.query;
      const base = baseUrl(request);
      const self = selfUrl(request);
      if (_id !== undefined) {
        const resources = await queries.run('readings', request, {}, (store) => observationsOf(store, _id.split(',')));
        request.audited = {
          users: resources.map(({ subject: { reference } }) => patientId(reference)!),
          rows: resources.length,
        };
        return sendResource(reply, searchset({ base, self, total: resources.length, resources }));
      }
      const userId = patientOfSearch({ patient, subject });
      const windows = windowsOfDates(date);
      if (userId === 'none' || !asksForHeartRates({ code, category })) {
        return sendResource(reply, searchset({ base, self, total: 0, resources: [] }));
      }
      request.audited = { users: [userId] };
      const total = await queries.run('averages', request, {}, async (store) =>
        (await monthsOf(store, userId, windows)).reduce((sum, { count }) => sum + count, 0),
      );
      if (_summary === 'count' || _count === 0) {
        return sendResource(reply, { resourceType: 'Bundle', type: 'searchset', total });
      }
      const order = _sort === 'date' ? 'ascending' : 'descending';
      const search = { userId, windows, order, count: _count + 1, behind: _page } as const;
      const readings =
        total === 0 ? [] : await queries.run('readings', request, {}, (store) => searchReadings(store, search));
      const shown = readings.slice(0, _count);
      request.audited = { users: [userId], rows: shown.length };
      const next = readings.length > _count ? pageUrl(request, shown.at(-1)!.timestamp.getTime()) : undefined;
      return sendResource(reply, searchset({ base, self, next, total, resources: shown.map(observationOfReading) }));
    },
  );
}

/** The Observations with these ids, of those that there are. */
async function observationsOf(store: ReadableStore, ids: readonly string[]) {
  const found = [];
  for (const id of ids.slice(0, 1000)) {
    const key = observationKey(id.trim());
    if (key === undefined) continue;
    const at = new Date(key.timestamp);
    try {
      for await (const reading of store.readings(key.userId, { from: at, to: at }))
        found.push(observationOfReading(reading));
    } catch (error) {
      if (!(error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND')) throw error;
    }
  }
  return found;
}

/** The users with these ids and identifiers. */
async function namedUsers(
  queries: ServiceContext['queries'],
  request: FastifyRequest,
  ids: string | undefined,
  identifiers: readonly string[] | undefined,
): Promise<User[]> {
  let chosen: ReadonlySet<number> | undefined =
    ids === undefined ? undefined : new Set(ids.split(',').flatMap((id) => canonicalUserId(id) ?? []));
  for (const tokens of identifiers ?? []) {
    const users = await idsOfTokens(queries, request, tokens.split(','));
    const before = chosen;
    chosen = before === undefined ? users : new Set([...users].filter((id) => before.has(id)));
  }
  const found: User[] = [];
  for (const id of [...(chosen ?? [])].slice(0, 1000)) {
    const user = await queries.getUser(id, request);
    if (user !== undefined) found.push(user);
  }
  return found;
}

/** An identifier without a system may be of either. */
async function idsOfTokens(
  queries: ServiceContext['queries'],
  request: FastifyRequest,
  tokens: readonly string[],
): Promise<ReadonlySet<number>> {
  const ids = new Set<number>();
  for (const token of tokens) {
    const [, system, value = ''] = /^(?:([^|]*)\|)?(.*)$/su.exec(token) ?? [];
    const id = canonicalUserId(value);
    if (id !== undefined && (system === undefined || system === USER_ID_SYSTEM)) ids.add(id);
    if (!isExternalId(value) || (system !== undefined && system !== EXTERNAL_ID_SYSTEM)) continue;
    const [user] = await queries.run('get_user', request, {}, (store) => store.identifyUsers([value]));
    if (user?.externalId === value) ids.add(user.id);
  }
  return ids;
}

function notFound(type: string, id: string): ServiceError {
  return new ServiceError(404, 'NOT_FOUND', `there is no ${type} with the id ${id}`);
}

function selfUrl(request: FastifyRequest): string {
  return `${baseUrl(request)}${request.url.slice('/fhir'.length)}`;
}

/** The same search from a place on. */
function pageUrl(request: FastifyRequest, position: number): string {
  const url = new URL(selfUrl(request));
  url.searchParams.set('_page', String(position));
  return url.href;
}

async function page<T>(items: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) {
    if (taken.length === count) break;
    taken.push(item);
  }
  return taken;
}

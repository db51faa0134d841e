import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { patientOf } from '../../fhir/patient.ts';
import type { User } from '../../model/user.ts';
import { baseUrl } from '../fhir/base-url.ts';
import {
  asksForHeartRates,
  observationOfReading,
  patientOfSearch,
  windowsOfDates,
} from '../fhir/observation-search.ts';
import { observationsWithIds } from '../fhir/observations-with-ids.ts';
import { patientsNamed } from '../fhir/patient-search.ts';
import { pageUrl, searchUrl, takePostedSearches } from '../fhir/posted-searches.ts';
import { monthsOf, searchReadings } from '../fhir/reading-search.ts';
import { searchset } from '../fhir/searchset.ts';
import { sendResource } from '../fhir/send-resource.ts';
import { ObservationParameters, PatientParameters } from '../schemas/fhir-parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';

const hide = true;
const PAGE = 100;

/** FHIR R4: searches, by GET and by POST. https://hl7.org/fhir/R4/search.html */
export async function fhirSearchRoutes(app: App, context: ServiceContext): Promise<void> {
  const { queries } = context;
  takePostedSearches(app, context);

  const patients = async (request: FastifyRequest, reply: FastifyReply, query: Static<typeof PatientParameters>) => {
    const { _id: ids, identifier: identifiers, _count = PAGE, _summary, _page = 0 } = query;
    const isNamed = ids !== undefined || identifiers !== undefined;
    const isCount = _summary === 'count' || _count === 0;
    let users: User[] = [];
    let next: string | undefined;
    let total: number | undefined;
    if (isNamed) {
      users = await queries.run('get_user', request, {}, (store) => patientsNamed(store, { ids, identifiers }));
      request.audited = { users: users.map(({ id }) => id) };
      total = users.length;
    } else {
      request.audited = { users: 'all' };
      if (isCount) total = (await queries.stats(request)).users;
      else users = await queries.run('list_users', request, {}, (store) => page(store.listUsers(_page), _count + 1));
      if (users.length > _count) next = pageUrl(request, users[_count - 1]!.id);
      users = users.slice(0, _count);
    }
    const resources = isCount ? [] : users.map(patientOf);
    return sendResource(reply, searchset({ base: baseUrl(request), self: searchUrl(request), next, total, resources }));
  };

  const observations = async (
    request: FastifyRequest,
    reply: FastifyReply,
    query: Static<typeof ObservationParameters>,
  ) => {
    const { _id, patient, subject, code, category, date, _sort = 'date', _summary, _count = PAGE, _page } = query;
    const place = { base: baseUrl(request), self: searchUrl(request) };
    if (_id !== undefined) {
      const found = await queries.run('readings', request, {}, (store) => observationsWithIds(store, _id.split(',')));
      request.audited = { users: found.map(({ userId }) => userId), rows: found.length };
      const resources = found.map(({ resource }) => resource);
      return sendResource(reply, searchset({ ...place, total: resources.length, resources }));
    }
    const userId = patientOfSearch({ patient, subject });
    const windows = windowsOfDates(date);
    if (userId === 'none' || !asksForHeartRates({ code, category })) {
      return sendResource(reply, searchset({ ...place, total: 0, resources: [] }));
    }
    request.audited = { users: [userId] };
    const months = await queries.run('averages', request, {}, (store) => monthsOf(store, userId, windows));
    const total = months.reduce((sum, { count }) => sum + count, 0);
    if (_summary === 'count' || _count === 0 || total === 0) {
      return sendResource(reply, searchset({ ...place, total, resources: [] }));
    }
    const order = _sort === 'date' ? 'ascending' : 'descending';
    const search = { userId, windows, order, count: _count + 1, behind: _page } as const;
    const readings = await queries.run('readings', request, {}, (store) => searchReadings(store, search));
    const shown = readings.slice(0, _count);
    request.audited = { users: [userId], rows: shown.length };
    const next = readings.length > _count ? pageUrl(request, shown.at(-1)!.timestamp.getTime()) : undefined;
    return sendResource(reply, searchset({ ...place, next, total, resources: shown.map(observationOfReading) }));
  };

  for (const [type, search] of [
    ['get', ''],
    ['post', '/_search'],
  ] as const) {
    app[type](
      `/fhir/Patient${search}`,
      { config: { scope: 'read', action: 'list_users' }, schema: { hide, querystring: PatientParameters } },
      async (request, reply) => patients(request, reply, request.query),
    );
    app[type](
      `/fhir/Observation${search}`,
      { config: { scope: 'read', action: 'readings' }, schema: { hide, querystring: ObservationParameters } },
      async (request, reply) => observations(request, reply, request.query),
    );
  }
}

async function page<T>(items: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) {
    if (taken.length === count) break;
    taken.push(item);
  }
  return taken;
}

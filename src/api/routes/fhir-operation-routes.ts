import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ALL_TIME } from '../../window/window.ts';
import { acceptFhirBodies } from '../fhir/accept-fhir-bodies.ts';
import { baseUrl } from '../fhir/base-url.ts';
import { asksForHeartRates, observationOfReading, patientOfSearch } from '../fhir/observation-search.ts';
import { monthsOf, searchReadings } from '../fhir/reading-search.ts';
import { searchset } from '../fhir/searchset.ts';
import { sendResource } from '../fhir/send-resource.ts';
import { statisticsObservation } from '../fhir/statistics.ts';
import { type StatsInput, statsInput, statsQuery } from '../fhir/stats-query.ts';
import { FhirParameters, LastnParameters, StatsParameters } from '../schemas/fhir-parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';

const hide = true;

/** Operations of FHIR on Observations. https://hl7.org/fhir/R4/observation-operations.html */
export async function fhirOperationRoutes(app: App, context: ServiceContext): Promise<void> {
  const { queries } = context;
  acceptFhirBodies(app, context);

  const stats = async (request: FastifyRequest, reply: FastifyReply, input: StatsInput) => {
    const { userId, statistics, window } = statsQuery(input, Date.now());
    request.audited = { users: [userId] };
    const months = await queries.run('averages', request, {}, (store) => monthsOf(store, userId, [window ?? ALL_TIME]));
    const resource = statisticsObservation(userId, statistics, window, months);
    return sendResource(reply, { resourceType: 'Parameters', parameter: [{ name: 'statistics', resource }] });
  };

  app.get(
    '/fhir/Observation/$stats',
    { config: { scope: 'read', action: 'averages' }, schema: { hide, querystring: StatsParameters } },
    async (request, reply) => {
      const { _format, _pretty, limit, ...input } = request.query;
      return stats(request, reply, input);
    },
  );

  app.post(
    '/fhir/Observation/$stats',
    {
      config: { scope: 'read', action: 'averages' },
      schema: { hide, querystring: FhirParameters, body: Type.Unknown() },
    },
    async (request, reply) => stats(request, reply, statsInput(request.body)),
  );

  app.get(
    '/fhir/Observation/$lastn',
    { config: { scope: 'read', action: 'readings' }, schema: { hide, querystring: LastnParameters } },
    async (request, reply) => {
      const { patient, subject, code, category, max = 1 } = request.query;
      const userId = patientOfSearch({ patient, subject });
      const base = baseUrl(request);
      const self = `${base}${request.url.slice('/fhir'.length)}`;
      if (userId === 'none' || !asksForHeartRates({ code, category })) {
        return sendResource(reply, searchset({ base, self, total: 0, resources: [] }));
      }
      const search = { userId, windows: [ALL_TIME], order: 'descending', count: max } as const;
      const readings = await queries.run('readings', request, {}, (store) => searchReadings(store, search));
      request.audited = { users: [userId], rows: readings.length };
      const resources = readings.map(observationOfReading);
      return sendResource(reply, searchset({ base, self, total: resources.length, resources }));
    },
  );
}

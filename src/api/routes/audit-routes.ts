import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { requireInstant } from '../../model/instant.ts';
import { isUserId } from '../../model/user-id.ts';
import { userNotFound } from '../../model/user-not-found.ts';
import { bothGiven } from '../../store/require-arguments.ts';
import { KeyNames } from '../auth/key-names.ts';
import { AuditPage, AuditParameters } from '../schemas/audit.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { AUDIT_FORMS } from '../watch/audit-forms.ts';
import type { AuditFilter } from '../watch/audit-history.ts';
import type { PastAuditEntry } from '../watch/past-audit-entry.ts';
import type { LinePlace } from '../watch/past-lines.ts';
import { rowAnswers } from './answers.ts';
import { cursorsOf } from './cursors-of.ts';
import { rowFormat } from './row-format.ts';
import { sendRows } from './send-rows.ts';

/** A page continues behind an entry. */
const CURSORS = cursorsOf({
  place: (value): value is LinePlace =>
    Array.isArray(value) && value.every((part) => typeof part === 'string' || typeof part === 'number'),
});

/** The audit log: who did what to whose data. */
export async function auditRoutes(app: App, { auditTrail, keys, queries, settings }: ServiceContext): Promise<void> {
  /** The user whom entries are to concern, if one is named. */
  const whose = async ({ userId, user }: Asked, request: FastifyRequest): Promise<number | undefined> => {
    if (userId !== undefined && user !== undefined) throw bothGiven('userId', 'user');
    if (user === undefined) return userId;
    const [found] = await queries.run('get_user', request, {}, (store) => store.identifyUsers([user]));
    const id = found?.id ?? Number(user);
    if (found === undefined && !(isUserId(id) && String(id) === user)) throw userNotFound(user);
    return id;
  };

  app.get(
    '/v1/audit-log',
    {
      config: { scope: 'admin', action: 'read_audit_log', problems: [404, 501] },
      schema: {
        operationId: 'auditLog',
        tags: ['service'],
        summary: 'The audit log, newest entries first',
        description:
          'Who did what to whose data. JSON comes in pages; one that had to look through much has fewer entries, even none, and nextCursor goes on. With Accept: application/x-ndjson or text/csv all entries come as one stream, and limit and cursor do not count. Users appear as pseudonyms; userId and user find those of a user. Where the log is written into a pipe: 501 FILE_UNREADABLE.',
        querystring: AuditParameters,
        response: rowAnswers(AuditPage, 'A page of entries as JSON, or all of them as rows.'),
      },
    },
    async (request, reply) => {
      const { format = rowFormat(request), limit = 100, cursor, pseudonym: given } = request.query;
      const userId = await whose(request.query, request);
      if (userId !== undefined && given !== undefined) throw bothGiven('userId', 'pseudonym');
      const pseudonym = userId === undefined ? given : auditTrail.pseudonymOf(userId);
      const names = new KeyNames(await keys.list());
      const filter = filterOf(request.query, pseudonym, names);
      const named = (entry: PastAuditEntry) => ({ ...entry, keyName: names.nameOf(entry.key) });
      const about = userId === undefined ? {} : { users: [userId] };
      request.audited = about;
      if (format !== 'json') {
        const rows = await queries.stream('audit_log', request, () => each(auditTrail.history.all(filter), named));
        if (format === 'csv') reply.header('content-disposition', 'attachment; filename="audit-log.csv"');
        return sendRows(reply, { format, forms: AUDIT_FORMS, rows, idleMs: settings.requestTimeout * 1000, ...about });
      }
      const after = cursor === undefined ? undefined : CURSORS.positionOf(cursor).place;
      const { entries, next, searchedBackTo } = await queries.run('audit_log', request, {}, () =>
        auditTrail.history.page(filter, after, limit),
      );
      request.audited = { ...about, rows: entries.length };
      return {
        entries: entries.map(named),
        ofAllServices: auditTrail.isOfAllServices,
        ...(pseudonym === undefined ? {} : { pseudonym }),
        ...(searchedBackTo === undefined ? {} : { searchedBackTo }),
        ...(next === undefined ? {} : { nextCursor: CURSORS.of({ place: next }) }),
      };
    },
  );
}

type Asked = Static<typeof AuditParameters>;

function filterOf(
  { from, to, action, key, named }: Asked,
  pseudonym: string | undefined,
  names: KeyNames,
): AuditFilter {
  return {
    ...(from === undefined ? {} : { from: requireInstant(from, 'from') }),
    ...(to === undefined ? {} : { to: requireInstant(to, 'to') }),
    ...{ actions: action, keys: key === undefined ? undefined : names.idsOf(key), pseudonym, named },
  };
}

async function* each<T, U>(items: AsyncIterable<T>, of: (item: T) => U): AsyncGenerator<U> {
  for await (const item of items) yield of(item);
}

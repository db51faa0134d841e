import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import type { User as StoreUser } from '../../model/user.ts';
import { isUserId } from '../../model/user-id.ts';
import { userNotFound } from '../../model/user-not-found.ts';
import { USER_FORMS } from '../../store/row-forms.ts';
import { DeletedUsers, User, UserBody, UserPage } from '../schemas/answers.ts';
import { externalIdOf } from '../schemas/external-id-of.ts';
import { DeleteUsersBody, ID_LIST_BYTES, UserPath, UsersParameters } from '../schemas/parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers, rowAnswers } from './answers.ts';
import { cursorsOf } from './cursors-of.ts';
import { rowFormat } from './row-format.ts';
import { sendRows } from './send-rows.ts';

/** A page continues after a user. */
const CURSORS = cursorsOf({ id: isUserId });

/** Users: put, get, list, delete. */
export async function userRoutes(app: App, { queries, settings }: ServiceContext): Promise<void> {
  const idleMs = settings.requestTimeout * 1000;
  app.get(
    '/v1/users',
    {
      config: { scope: 'read', action: 'list_users' },
      schema: {
        operationId: 'listUsers',
        tags: ['users'],
        summary: 'All users in order of id',
        description:
          'JSON comes in pages. With Accept: application/x-ndjson or text/csv all users come as one stream, and limit and cursor do not count.',
        querystring: UsersParameters,
        response: rowAnswers(UserPage, 'A page of users as JSON, or all of them as rows.'),
      },
    },
    async (request, reply) => {
      const format = rowFormat(request);
      const { limit = 1000, cursor } = request.query;
      request.audited = { users: 'all' };
      if (format !== 'json') {
        const rows = await queries.stream('list_users', request, (store) => store.listUsers());
        return sendRows(reply, { format, forms: USER_FORMS, rows, idleMs, users: 'all' });
      }
      const after = cursor === undefined ? 0 : CURSORS.positionOf(cursor).id;
      const { users, hasMore } = await queries.run('list_users', request, {}, (store) =>
        page(store.listUsers(after), limit),
      );
      const last = users.at(-1);
      return { users, ...(hasMore && last !== undefined ? { nextCursor: CURSORS.of(last) } : {}) };
    },
  );

  app.get(
    '/v1/users/:userId',
    {
      config: { scope: 'read', action: 'get_user', problems: [404] },
      schema: {
        operationId: 'getUser',
        tags: ['users'],
        summary: 'A user',
        params: UserPath,
        response: answers(User, 'The user.'),
      },
    },
    async (request) => {
      const userId = await queries.userId(request.params.userId, request);
      request.audited = { users: [userId] };
      const user = await queries.getUser(userId, request);
      if (user === undefined) throw userNotFound(userId);
      return user;
    },
  );

  app.put(
    '/v1/users/:userId',
    {
      config: { scope: 'write', action: 'put_user', problems: [409] },
      schema: {
        operationId: 'putUser',
        tags: ['users'],
        summary: 'Add a user, or replace the one with this id or external id',
        description:
          'A user deleted while this request is under way does not come back: 409 ERASED. Sent again, the request recreates the user. A new user who is put by an external id alone has an id that is derived from that. An external id that another user has is refused: 409 EXTERNAL_ID_TAKEN.',
        params: UserPath,
        body: UserBody,
        response: answers(User, 'The user as stored.'),
      },
    },
    async (request) => {
      const { userId: named } = request.params;
      if (typeof named === 'number') {
        request.audited = { users: [named] };
        return request.write.putUser({ ...request.body, id: named });
      }
      const externalId = externalIdOf(named);
      if ((request.body.externalId ?? externalId) !== externalId) throw otherExternalId(externalId);
      const user = await request.write.putUser({ ...request.body, externalId });
      request.audited = { users: [user.id] };
      return user;
    },
  );

  app.delete(
    '/v1/users/:userId',
    {
      config: { scope: 'admin', action: 'delete_user', problems: [404] },
      schema: {
        operationId: 'deleteUser',
        tags: ['erasure'],
        summary: 'Delete a user with all readings',
        description:
          'Gone from every answer when this answers, and never brought back by a write that is on its way. Physically gone after a while: see docs/operations.md.',
        params: UserPath,
        response: answers(DeletedUsers, 'What was deleted.'),
      },
    },
    async (request) => {
      const userId = await queries.userId(request.params.userId, request);
      request.audited = { users: [userId] };
      const deleted = await request.write.deleteUsers([userId]);
      request.audited = { users: [userId], rows: deleted.readings };
      if (deleted.users === 0) throw userNotFound(userId);
      return deleted;
    },
  );

  app.post(
    '/v1/users/delete',
    {
      bodyLimit: ID_LIST_BYTES,
      config: { scope: 'admin', action: 'delete_users' },
      schema: {
        operationId: 'deleteUsers',
        tags: ['erasure'],
        summary: 'Delete a group of users with all readings',
        description: 'Users who do not exist are skipped.',
        body: DeleteUsersBody,
        response: answers(DeletedUsers, 'What was deleted.'),
      },
    },
    async (request) => {
      const { userIds, users = userIds } = request.body;
      if (users === undefined)
        throw new PulsebaseError('INVALID_ARGUMENT', 'userIds or users is missing', { field: 'userIds' });
      if (userIds !== undefined && users !== userIds) {
        throw new PulsebaseError('INVALID_ARGUMENT', 'userIds and users are both given; keep one of them', {
          field: 'users',
        });
      }
      let ids: readonly number[] = userIds ?? [];
      request.audited = { users: ids };
      const deleted = await request.write.deleteUsers(users, (known) => {
        ids = userIds ?? known;
        request.audited = { users: ids };
      });
      request.audited = { users: ids, rows: deleted.readings };
      return deleted;
    },
  );
}

function otherExternalId(externalId: string): PulsebaseError {
  const message = `externalId must be ${showValue(externalId)}, as in the path, or be left out; to change it, put the user by id`;
  return new PulsebaseError('INVALID_ARGUMENT', message, { field: 'externalId' });
}

async function page(users: AsyncIterable<StoreUser>, limit: number): Promise<{ users: StoreUser[]; hasMore: boolean }> {
  const taken: StoreUser[] = [];
  for await (const user of users) {
    if (taken.length === limit) return { users: taken, hasMore: true };
    taken.push(user);
  }
  return { users: taken, hasMore: false };
}

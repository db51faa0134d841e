import Type from 'typebox';
import { inPages } from '../../async/in-pages.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import type { IgnoredColumns } from '../../model/user-fields.ts';
import { parseUserId } from '../../model/user-id.ts';
import type { Receipt } from '../../store/store.ts';
import { type BodyHead, readHead } from '../body/body-head.ts';
import { openBody } from '../body/open-body.ts';
import { takeBatches } from '../body/take-batches.ts';
import { USERS_BODY_TYPES, usersBody } from '../body/users-body.ts';
import { ServiceError } from '../problems/service-error.ts';
import { ImportedUser } from '../schemas/answers.ts';
import { UsersImportParameters } from '../schemas/parameters.ts';
import { Receipt as ReceiptSchema } from '../schemas/receipt.ts';
import { unreadBody } from '../schemas/validate.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { MAX_NAMED } from '../watch/audit-log.ts';
import { DEFAULT_REJECTIONS } from '../writes/default-rejections.ts';
import { answers } from './answers.ts';
import { sendReceipt } from './send-receipt.ts';

/** A page is full at 10,000 rows, or fewer long ones. */
const ROW_CHARACTERS = 400;
const PAGE_CHARACTERS = 10_000 * ROW_CHARACTERS;

/** Bytes that a row takes in memory besides its text. */
const ROW_BYTES = 128;

/** Import of users, in the same formats as readings. */
export async function usersImportRoutes(app: App, context: ServiceContext): Promise<void> {
  const { metrics, load, refusal } = context;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post(
    '/v1/users/import',
    {
      config: { scope: 'write', action: 'import_users' },
      schema: {
        operationId: 'importUsers',
        tags: ['users'],
        summary: 'Add users, or update existing ones',
        description:
          'What a row leaves out, or gives as null, empty or unknown, does not change the user who is stored. Committed 10,000 at a time at most; where the body breaks off, the problem names the last row that is committed.',
        querystring: UsersImportParameters,
        body: {
          content: {
            'application/json': {
              schema: Type.Array(ImportedUser, { examples: [[{ id: 3, name: 'Cleo', gender: 'other', age: 20 }]] }),
            },
            'application/x-ndjson': {
              schema: Type.String({
                description: 'One user a line.',
                examples: ['{"id":3,"name":"Cleo","gender":"other","age":20}\n'],
              }),
            },
            'text/csv': {
              schema: Type.String({
                description: 'With the header id,external_id,name,gender,age,birth_date, or some of these.',
                examples: ['id,name,gender,age,birth_date\n3,Cleo,other,20,\n'],
              }),
            },
          },
        },
        response: answers(ReceiptSchema, 'What became of the rows.'),
      },
      validatorCompiler: unreadBody,
    },
    async (request, reply) => {
      const { replace = false, ignoreColumns, maxRejections = DEFAULT_REJECTIONS } = request.query;
      const ignored = ignoredColumns(ignoreColumns);
      const { format, chunks } = openBody(request, context, USERS_BODY_TYPES);
      const users = new Set<number>();
      const tell = (receipt: Receipt) => {
        metrics.rejections(receipt);
        request.audited = { users, rows: receipt.read };
      };
      try {
        const head = await readHead(chunks, load);
        if (!head.isSmall) head.release();
        const pages = inPages(usersBody(head.chunks, format, ignored), PAGE_CHARACTERS, lengthOf);
        const { receipt } = await takeBatches({
          batches: head.isSmall ? whole(pages, head) : pages,
          isSmall: head.isSmall,
          commit: async (page) => {
            const named = addUsers(users, page);
            const receipt = await request.write.users(page, { replace });
            if (users.size <= MAX_NAMED) for (const id of await request.write.identify(named)) users.add(id);
            return receipt;
          },
          lastRowOf: (page) => page.at(-1)?.row ?? 0,
          maxRejections,
          load,
          refusal,
        }).finally(head.release);
        tell(receipt);
        return sendReceipt(reply, receipt);
      } catch (error) {
        if (error instanceof ServiceError && error.committed !== undefined) tell(error.committed.receipt);
        throw error;
      }
    },
  );
}

type Row = UserRow | Rejection;

/** A parameter without names, as in `?ignoreColumns`, means all. */
function ignoredColumns(names: readonly string[] | undefined): IgnoredColumns | undefined {
  const [name] = names ?? [];
  return names?.length === 1 && (name === '' || name === 'true') ? true : names;
}

/** Records the users of a page by id, and returns the external ids of those without one. */
function addUsers(users: Set<number>, page: readonly Row[]): string[] {
  const named: string[] = [];
  for (const row of page) {
    if (!('user' in row) || users.size > MAX_NAMED) continue;
    const id = parseUserId(row.user.id);
    if (id !== undefined) users.add(id);
    else if (typeof row.user.externalId === 'string' && named.length <= MAX_NAMED) named.push(row.user.externalId);
  }
  return named;
}

/** The pages of a small body, none before all have arrived: it is accepted as a whole, or not at all. */
async function* whole(pages: AsyncIterable<Row[]>, head: BodyHead): AsyncGenerator<Row[]> {
  const all: Row[][] = [];
  for await (const page of pages) {
    head.take(page.length * ROW_BYTES);
    all.push(page);
  }
  yield* all;
}

/** Characters that a row holds in memory, with a minimum. */
function lengthOf(row: Row): number {
  const values: unknown[] = 'user' in row ? Object.values(row.user) : [row.message];
  const length = values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
  return Math.max(length, ROW_CHARACTERS);
}

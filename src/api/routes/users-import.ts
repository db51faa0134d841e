import Type from 'typebox';
import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import type { IgnoredColumns } from '../../model/user-fields.ts';
import { parseUserId } from '../../model/user-id.ts';
import type { Receipt } from '../../store/store.ts';
import { readHead } from '../body/body-head.ts';
import { openBody } from '../body/open-body.ts';
import { takeBatches } from '../body/take-batches.ts';
import { usersBody } from '../body/users-body.ts';
import { ServiceError } from '../problems/service-error.ts';
import { ImportedUser } from '../schemas/answers.ts';
import { UsersImportParameters } from '../schemas/parameters.ts';
import { Receipt as ReceiptSchema } from '../schemas/receipt.ts';
import { unreadBody } from '../schemas/validate.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { MAX_NAMED } from '../watch/audit-log.ts';
import { DEFAULT_REJECTIONS } from '../writes/receipt-sum.ts';
import { answers } from './route-schema.ts';

const PAGE = 10_000;
/** A page of long rows holds fewer. */
const PAGE_CHARACTERS = 4 * 1024 * 1024;

/** Users come in, in the forms of readings. */
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
        summary: 'Add users, or tell more of those who are there',
        description:
          'What a row leaves out, or gives as null, empty or unknown, does not change the user who is stored. Committed 10,000 at a time at most; where the body breaks off, the problem names the last row that is committed.',
        querystring: UsersImportParameters,
        body: {
          content: {
            'application/json': { schema: Type.Array(ImportedUser) },
            'application/x-ndjson': { schema: Type.String({ description: 'One user a line.' }) },
            'text/csv': { schema: Type.String({ description: 'With the header id,name,gender,age,birth_date.' }) },
          },
        },
        response: answers(ReceiptSchema, 'What became of the rows.'),
      },
      validatorCompiler: unreadBody,
    },
    async (request) => {
      const { replace = false, ignoreColumns, maxRejections = DEFAULT_REJECTIONS } = request.query;
      const ignored = ignoredColumns(ignoreColumns);
      const { format, chunks } = openBody(request, context);
      const users = new Set<number>();
      const tell = (receipt: Receipt) => {
        metrics.rejections(receipt);
        request.audited = { users, rows: receipt.read };
      };
      try {
        const head = await readHead(chunks, load);
        if (!head.isSmall) head.release();
        const { receipt } = await takeBatches({
          batches: pagesOf(usersBody(head.chunks, format, ignored)),
          isSmall: head.isSmall,
          commit: (page) => {
            addUsers(users, page);
            return request.write.users(page, { replace });
          },
          lastRowOf: (page) => page.at(-1)?.row ?? 0,
          maxRejections,
          load,
          refusal,
        }).finally(head.release);
        tell(receipt);
        return receipt;
      } catch (error) {
        if (error instanceof ServiceError && error.committed !== undefined) tell(error.committed.receipt);
        throw error;
      }
    },
  );
}

type Row = UserRow | Rejection;

/** A parameter without names, as in `?ignoreColumns`, says all. */
function ignoredColumns(names: readonly string[] | undefined): IgnoredColumns | undefined {
  const [name] = names ?? [];
  return names?.length === 1 && (name === '' || name === 'true') ? true : names;
}

function addUsers(users: Set<number>, page: readonly Row[]): void {
  for (const row of page) {
    const id = 'user' in row ? parseUserId(row.user.id) : undefined;
    if (users.size <= MAX_NAMED && id !== undefined) users.add(id);
  }
}

async function* pagesOf(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let page: Row[] = [];
  let characters = 0;
  for await (const row of rows) {
    characters += lengthOf(row);
    if (page.push(row) < PAGE && characters < PAGE_CHARACTERS) continue;
    yield page;
    page = [];
    characters = 0;
  }
  if (page.length > 0) yield page;
}

/** Characters that a row holds in memory. */
function lengthOf(row: Row): number {
  const values: unknown[] = 'user' in row ? Object.values(row.user) : [row.message];
  return values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}

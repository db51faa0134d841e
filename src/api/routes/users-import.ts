import Type from 'typebox';
import { textOf } from '../../importers/input/open-text.ts';
import { textPieces } from '../../importers/input/text-pieces.ts';
import { Utf8Decoder } from '../../importers/input/utf8-text.ts';
import { noObject, parseObject } from '../../importers/ndjson/parse-object.ts';
import { usersOf } from '../../importers/users-csv/read-users-csv.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import { parseUserId } from '../../model/user-id.ts';
import type { Receipt } from '../../store/store.ts';
import { readHead } from '../body/body-head.ts';
import type { BodyFormat } from '../body/body-kind.ts';
import { JsonArrayElements } from '../body/json-array-elements.ts';
import { openBody } from '../body/open-body.ts';
import { takeBatches } from '../body/take-batches.ts';
import { ServiceError } from '../problems/service-error.ts';
import { User } from '../schemas/answers.ts';
import { NoParameters } from '../schemas/parameters.ts';
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
  const { settings, metrics, load, refusal } = context;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post(
    '/v1/users/import',
    {
      config: { scope: 'write', action: 'import_users' },
      schema: {
        operationId: 'importUsers',
        tags: ['users'],
        summary: 'Add or replace users',
        description:
          'Committed 10,000 at a time at most; where the body breaks off, the problem names the last row that is committed.',
        querystring: NoParameters,
        body: {
          content: {
            'application/json': { schema: Type.Array(User) },
            'application/x-ndjson': { schema: Type.String({ description: 'One user a line.' }) },
            'text/csv': { schema: Type.String({ description: 'With the header id,name,gender,age,birth_date.' }) },
          },
        },
        response: answers(ReceiptSchema, 'What became of the rows.'),
      },
      validatorCompiler: unreadBody,
    },
    async (request) => {
      const { format, chunks } = openBody(request, settings);
      const users = new Set<number>();
      const tell = (receipt: Receipt) => {
        metrics.rejections(receipt);
        request.audited = { users, rows: receipt.read };
      };
      try {
        const head = await readHead(chunks, load);
        if (!head.isSmall) head.release();
        const { receipt } = await takeBatches({
          batches: pagesOf(rowsOf(head.chunks, format)),
          isSmall: head.isSmall,
          commit: (page) => {
            addUsers(users, page);
            return request.write.users(page);
          },
          lastRowOf: (page) => page.at(-1)?.row ?? 0,
          maxRejections: DEFAULT_REJECTIONS,
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

async function* rowsOf(chunks: AsyncGenerator<Buffer>, format: BodyFormat): AsyncGenerator<Row> {
  if (format === 'csv') {
    const input = { name: 'the body', totalBytes: undefined, bytesRead: () => 0, chunks, close: () => {} };
    yield* usersOf(await textOf(input));
  } else if (format === 'ndjson') {
    let line = 0;
    for await (const { text, isTooLong } of textPieces(chunks)) {
      if (isTooLong) yield { row: ++line, reason: 'malformed_row', message: 'the line is too long' };
      for (const row of text === '' ? [] : text.replace(/\n$/, '').split('\n')) {
        line += 1;
        if (row.trim() !== '') yield userRow(line, row);
      }
    }
  } else yield* elementsOf(chunks);
}

async function* elementsOf(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Row> {
  const decoder = new Utf8Decoder();
  const elements = new JsonArrayElements();
  let pending = '';
  let count = 0;
  const read = (text: string, isLast: boolean): Row[] => {
    const rows: Row[] = [];
    pending += text;
    const end = elements.read(
      pending,
      0,
      isLast,
      () => false,
      (element) => rows.push(userRow(++count, element)),
    );
    pending = pending.slice(end);
    return rows;
  };
  const check = () => {
    if (elements.failure !== undefined) throw new PulsebaseError('INVALID_FILE', elements.failure);
  };
  for await (const chunk of chunks) {
    yield* read(decoder.next(chunk), false);
    check();
  }
  yield* read(decoder.end(), true);
  check();
}

/** Numbers stay as written: one past 2^53 would be rounded into somebody else's id. */
function userRow(row: number, text: string): Row {
  const user = parseObject(text);
  if (user !== undefined) return { row, user };
  return { row, reason: 'malformed_row', message: noObject('row', text) };
}

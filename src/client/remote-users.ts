import { parseUser } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import type { UserInput, UserRow } from '../model/user.ts';
import { ReceiptBuilder } from '../store/receipt-builder.ts';
import type { ImportOptions, Receipt, Source } from '../store/store.ts';
import type { ServiceCalls } from './service-calls.ts';

const PAGE = 10_000;

/** Sends users to a service, checked here; each page is one commit there. */
export async function remoteImportUsers(
  calls: ServiceCalls,
  users: Source<UserInput | UserRow | Rejection>,
  options: ImportOptions,
): Promise<Receipt> {
  const receipt = new ReceiptBuilder(options.onRejected);
  let rows: number[] = [];
  let lines: string[] = [];
  let rejections: Rejection[] = [];
  const write = async () => {
    if (lines.length > 0) {
      const answer = await calls.json<Receipt>({
        method: 'POST',
        path: '/v1/users/import',
        headers: { 'content-type': 'application/x-ndjson' },
        body: `${lines.join('\n')}\n`,
        isRepeatable: true,
      });
      receipt.addCounts(answer);
      for (const rejection of answer.rejections) rejections.push({ ...rejection, row: rows[rejection.row - 1]! });
    }
    receipt.addRejections(rejections.sort((a, b) => a.row - b.row));
    options.onProgress?.(receipt.receipt());
    rows = [];
    lines = [];
    rejections = [];
  };
  let row = 0;
  for await (const item of users) {
    if (options.signal?.aborted) {
      const { read } = receipt.receipt();
      throw new PulsebaseError('ABORTED', `stopped after ${read} rows; what was written by then is kept`);
    }
    receipt.addRead(1);
    // Whatever untyped callers send, one row at fault never stops the others.
    if (typeof item !== 'object' || item === null) {
      row += 1;
      rejections.push({ row, reason: 'malformed_row', message: 'the user is no object' });
      continue;
    }
    row = 'row' in item ? item.row : row + 1;
    try {
      if ('reason' in item) rejections.push(item);
      else {
        lines.push(JSON.stringify(parseUser('user' in item ? item.user : item)));
        rows.push(row);
      }
    } catch (error) {
      if (!(error instanceof PulsebaseError)) throw error;
      rejections.push({ row, reason: 'invalid_user', message: error.message });
    }
    if (lines.length + rejections.length >= PAGE) await write();
  }
  await write();
  return receipt.receipt();
}

import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import { ReceiptBuilder } from '../store/receipt-builder.ts';
import type { Receipt, Source, UsersImportOptions } from '../store/store.ts';
import { type ImportedUser, userRows } from '../store/user-rows.ts';
import type { ServiceCalls } from './service-calls.ts';

const PAGE = 10_000;

/** Sends users to a service, checked here; each page is one commit there. */
export async function remoteImportUsers(
  calls: ServiceCalls,
  users: Source<ImportedUser>,
  options: UsersImportOptions,
): Promise<Receipt> {
  const receipt = new ReceiptBuilder(options.onRejected);
  let rows: number[] = [];
  let lines: string[] = [];
  let rejections: Rejection[] = [];
  const write = async () => {
    if (lines.length > 0) {
      const answer = await calls.json<Receipt>({
        method: 'POST',
        path: options.replace === true ? '/v1/users/import?replace' : '/v1/users/import',
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
  for await (const taken of userRows(users, options.ignoreColumns)) {
    if (options.signal?.aborted) {
      const { read } = receipt.receipt();
      throw new PulsebaseError('ABORTED', `stopped after ${read} rows; what was written by then is kept`);
    }
    receipt.addRead(1);
    if ('reason' in taken) rejections.push(taken);
    else {
      lines.push(JSON.stringify(taken.user));
      rows.push(taken.row);
    }
    if (lines.length + rejections.length >= PAGE) await write();
  }
  await write();
  return receipt.receipt();
}

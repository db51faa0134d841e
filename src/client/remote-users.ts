import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import type { UserInput, UserRow } from '../model/user.ts';
import { ReceiptBuilder } from '../store/receipt-builder.ts';
import type { ImportOptions, Receipt, Source } from '../store/store.ts';
import { userOfRow } from '../store/user-of-row.ts';
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
    const taken = userOfRow(item, row + 1);
    row = taken.row;
    if ('reason' in taken) rejections.push(taken);
    else {
      lines.push(JSON.stringify(taken.user));
      rows.push(row);
    }
    if (lines.length + rejections.length >= PAGE) await write();
  }
  await write();
  return receipt.receipt();
}

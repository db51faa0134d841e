import type { PutCounts } from '../engine/engine.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import { ReceiptBuilder } from './receipt-builder.ts';
import type { Receipt, Source, UsersImportOptions } from './store.ts';
import { type ImportedUser, type ReadUser, userRows } from './user-rows.ts';

const PAGE = 10_000;

/** What became of the users of a page. */
export interface WrittenPage extends PutCounts {
  /** All users whom only the writer could refuse. */
  readonly rejections: readonly Rejection[];
}

/**
 * Brings in the users of a source, page by page, and counts what became of each row.
 *
 * @param writePage Writes users as if they were put one by one; an id may come twice.
 */
export async function importUsers(
  source: Source<ImportedUser>,
  options: UsersImportOptions,
  writePage: (page: readonly ReadUser[]) => Promise<WrittenPage>,
): Promise<Receipt> {
  const receipt = new ReceiptBuilder(options.onRejected);
  let page: ReadUser[] = [];
  let rejections: Rejection[] = [];
  const write = async () => {
    if (page.length > 0) {
      const written = await writePage(page);
      receipt.addCounts(written);
      rejections = [...rejections, ...written.rejections].sort((a, b) => a.row - b.row);
    }
    receipt.addRejections(rejections);
    options.onProgress?.(receipt.receipt());
    page = [];
    rejections = [];
  };
  for await (const taken of userRows(source, options.ignoreColumns)) {
    if (options.signal?.aborted) {
      const { read } = receipt.receipt();
      throw new PulsebaseError('ABORTED', `stopped after ${read} rows; what was written by then is kept`);
    }
    receipt.addRead(1);
    if ('reason' in taken) rejections.push(taken);
    else page.push(taken);
    if (page.length + rejections.length >= PAGE) await write();
  }
  await write();
  return receipt.receipt();
}

import { inPages } from '../async/in-pages.ts';
import type { PutCounts } from '../engine/engine.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import { ReceiptBuilder } from './receipt-builder.ts';
import type { Receipt, Source, UsersImportOptions } from './store.ts';
import { type ImportedUser, type ReadUser, userRows } from './user-rows.ts';

const PAGE = 10_000;

/** The outcome of the users of a page. */
export interface WrittenPage extends PutCounts {
  /** Users that only the writer could reject. */
  readonly rejections: readonly Rejection[];
}

/**
 * Imports the users of a source, page by page, and counts the outcome of each row. If the source breaks off, the rows before are
 * kept.
 *
 * @param writePage Writes users as if they were put one by one; an id may occur twice.
 */
export async function importUsers(
  source: Source<ImportedUser>,
  options: UsersImportOptions,
  writePage: (page: readonly ReadUser[]) => Promise<WrittenPage>,
): Promise<Receipt> {
  const receipt = new ReceiptBuilder(options.onRejected);
  for await (const page of inPages(userRows(source, options.ignoreColumns), PAGE)) {
    if (options.signal?.aborted) {
      const { read } = receipt.receipt();
      throw new PulsebaseError('ABORTED', `stopped after ${read} rows; what was written by then is kept`);
    }
    receipt.addRead(page.length);
    const users = page.filter((row): row is ReadUser => 'user' in row);
    let rejections = page.filter((row): row is Rejection => 'reason' in row);
    if (users.length > 0) {
      const written = await writePage(users);
      receipt.addCounts(written);
      rejections = [...rejections, ...written.rejections].sort((a, b) => a.row - b.row);
    }
    receipt.addRejections(rejections);
    options.onProgress?.(receipt.receipt());
  }
  return receipt.receipt();
}

import type { Numbered } from '../importers/reading-format.ts';
import { plainText } from '../model/plain-text.ts';
import { EMPTY_RECEIPT } from '../store/empty-receipt.ts';
import type { Receipt } from '../store/store.ts';
import { sumOfReceipts } from '../store/sum-of-receipts.ts';
import { formatCount, formatDuration } from './format/numbers.ts';
import { table } from './format/table.ts';

const SHOWN_REJECTIONS = 5;

/** The counts of a receipt for machines, without the rejected rows. */
export interface ReceiptCounts {
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly rejectedByReason: Receipt['rejectedByReason'];
  readonly usersCreated: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
}

/** Rows that the store holds now: they survive a kill of this process. */
export function committedRows({ inserted, updated, unchanged }: Receipt): number {
  return inserted + updated + unchanged;
}

export function receiptCounts(receipt: Receipt, ms: number): ReceiptCounts {
  const { rejections: _, ...counts } = receipt;
  return {
    ...counts,
    seconds: Math.round(ms) / 1000,
    rowsPerSecond: ms > 0 ? Math.round((receipt.read * 1000) / ms) : 0,
  };
}

/** The counts for people: one per line, rejected rows by reason. */
export function receiptLines(receipt: Receipt, ms: number): string[] {
  const reasons = Object.entries(receipt.rejectedByReason).map(([reason, rows]) => [`  ${reason}`, formatCount(rows)]);
  const created = receipt.usersCreated > 0 ? [['users created', formatCount(receipt.usersCreated)]] : [];
  const [, ...lines] = table(
    [{ title: '' }, { title: '', right: true }],
    [
      ['read', formatCount(receipt.read)],
      ['inserted', formatCount(receipt.inserted)],
      ['updated', formatCount(receipt.updated)],
      ['unchanged', formatCount(receipt.unchanged)],
      ['rejected', formatCount(receipt.rejected)],
      ...reasons,
      ...created,
    ],
  );
  const { rowsPerSecond } = receiptCounts(receipt, ms);
  return [...lines, `took ${formatDuration(ms)}, ${formatCount(rowsPerSecond)} rows/s`];
}

/**
 * The first rejected rows for people.
 *
 * @param hint says where the others are.
 * @param numbered what their numbers are of.
 */
export function rejectionLines(receipt: Receipt, hint: string, numbered: Numbered = 'lines'): string[] {
  const unit = numbered === 'lines' ? 'line' : 'record';
  // A block groups its rejections by kind; people look for lines.
  const shown = receipt.rejections.toSorted((a, b) => a.row - b.row).slice(0, SHOWN_REJECTIONS);
  if (shown.length === 0) return [];
  const more = receipt.rejected > shown.length ? [`  … ${hint}`] : [];
  return [
    'first rejected rows:',
    ...shown.map(({ row, message }) => plainText(`  ${unit} ${row}: ${message}`)),
    ...more,
  ];
}

/** Adds up the receipts of several files; the rejected rows themselves are not carried over. */
export function totalReceipt(receipts: readonly Receipt[]): Receipt {
  return receipts.reduce((total, receipt) => sumOfReceipts(total, receipt, 0), EMPTY_RECEIPT);
}

import type { ReadingsReceipt } from '../api/schemas/receipt.ts';
import { readAhead } from '../async/read-ahead.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { ReadingInput } from '../model/reading.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { Rejection } from '../model/rejection.ts';
import { readingBlocks } from '../store/reading-blocks.ts';
import { ReceiptBuilder } from '../store/receipt-builder.ts';
import type { IngestOptions, Receipt, Source } from '../store/store.ts';
import type { ServiceCalls } from './service-calls.ts';

/** Readings of one request: as many as the service can list as rejected. */
const REQUEST_ROWS = 100_000;

/**
 * Sends readings to a service. They are parsed here, so that an unreadable row is rejected as everywhere; the service checks what
 * only it can. Each request has an idempotency key, so that it may be sent again when its outcome is unknown.
 */
export async function remoteIngest(
  calls: ServiceCalls,
  source: Source<ReadingInput | ReadingBlock>,
  options: IngestOptions,
): Promise<Receipt> {
  if (options.onTaken !== undefined) {
    throw new PulsebaseError('UNSUPPORTED', 'a service does not report the outcome of each row; omit onTaken');
  }
  const receipt = new ReceiptBuilder(options.onRejected);
  let requests = 0;
  for await (const block of readAhead(readingBlocks(source))) {
    if (options.signal?.aborted) {
      throw new PulsebaseError('ABORTED', `stopped after ${receipt.receipt().read} rows; those are kept and current`);
    }
    receipt.addRead(block.seen);
    const rejections: Rejection[] = [...block.rejected];
    for (let from = 0; from < block.length; from += REQUEST_ROWS) {
      const to = Math.min(from + REQUEST_ROWS, block.length);
      const body = bodyOf(block, from, to);
      requests += 1;
      const answer = await send(calls, body, options);
      receipt.addCounts(answer);
      receipt.addUsersCreated(answer.usersCreated);
      for (const rejection of await allRejections(calls, body, answer, options)) {
        const { row, reason, message } = rejection;
        rejections.push(block.rejectionAt(from + row - body.firstRow, reason, message));
      }
    }
    receipt.addRejections(rejections.sort((a, b) => a.row - b.row));
    options.onProgress?.(receipt.receipt());
  }
  if (isDry(options) && requests > 1) {
    options.onWarning?.(
      `the service counted each of ${requests} requests by itself: rows and new users that several of them have are counted as if each came first`,
    );
  }
  return receipt.receipt();
}

function isDry({ dryRun = false }: IngestOptions): boolean {
  return dryRun !== false;
}

function send(calls: ServiceCalls, { type, text }: Body, options: IngestOptions): Promise<ReadingsReceipt> {
  const parameters = new URLSearchParams({ maxRejections: String(REQUEST_ROWS) });
  const { unknownUsers } = options;
  if (unknownUsers !== undefined) parameters.set('unknownUsers', unknownUsers);
  if (isDry(options)) parameters.set('dryRun', 'true');
  return calls.json<ReadingsReceipt>({
    method: 'POST',
    path: `/v1/readings?${parameters}`,
    headers: { 'content-type': type, 'idempotency-key': crypto.randomUUID() },
    body: text,
    isRepeatable: true,
  });
}

/** All rejected rows of a request. A stored receipt may be truncated; a dry run lists them again. */
async function allRejections(
  calls: ServiceCalls,
  body: Body,
  answer: ReadingsReceipt,
  options: IngestOptions,
): Promise<readonly Rejection[]> {
  let whole = answer;
  while (whole.rejectionsLeftOut !== undefined) whole = await send(calls, body, { ...options, dryRun: true });
  return whole.rejections;
}

/** Readings as they are sent. */
interface Body {
  readonly type: string;
  readonly text: string;
  /** The service's row number of the first of them. */
  readonly firstRow: number;
}

function bodyOf(block: ReadingBlock, from: number, to: number): Body {
  const rows = Array.from({ length: to - from }, (_, at) => from + at);
  if (block.userNames.length > 0) {
    const text = rows.map((at) => ndjsonOf(block, at)).join('');
    return { type: 'application/x-ndjson', text, firstRow: 1 };
  }
  const text = `user_id,timestamp,heart_rate\n${rows.map((at) => csvOf(block, at)).join('')}`;
  return { type: 'text/csv; charset=utf-8', text, firstRow: 2 };
}

function csvOf({ userIds, timestamps, heartRates }: ReadingBlock, at: number): string {
  return `${userIds[at]},${new Date(timestamps[at]!).toISOString()},${heartRates[at]! / 1000}\n`;
}

/** Marks each user as an id or a name. */
function ndjsonOf(block: ReadingBlock, at: number): string {
  const timestamp = new Date(block.timestamps[at]!).toISOString();
  return `${JSON.stringify({ user: block.userAt(at), timestamp, heartRate: block.heartRates[at]! / 1000 })}\n`;
}

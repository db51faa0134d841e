import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import type { User } from '../model/user.ts';
import type { Engine } from './engine.ts';
import { ReceiptBuilder } from './receipt-builder.ts';
import type { Receipt, Source, UsersImportOptions } from './store.ts';
import { type ImportedUser, userRows } from './user-rows.ts';

const USERS_PER_WRITE = 10_000;

/** Brings users from a source into an engine and counts what became of each row, as if they were put one by one. */
export async function importUsers(
  engine: Engine,
  source: Source<ImportedUser>,
  options: UsersImportOptions,
): Promise<Receipt> {
  const receipt = new ReceiptBuilder(options.onRejected);
  const existing = options.replace === true ? 'replace' : 'merge';
  let users = new Map<number, User>();
  let rejections: Rejection[] = [];
  const write = async () => {
    receipt.addRejections(rejections);
    if (users.size > 0) receipt.addCounts(await engine.putUsers([...users.values()], existing));
    options.onProgress?.(receipt.receipt());
    users = new Map();
    rejections = [];
  };
  for await (const taken of userRows(source, options.ignoreColumns)) {
    if (options.signal?.aborted) {
      const { read } = receipt.receipt();
      throw new PulsebaseError('ABORTED', `stopped after ${read} rows; what was written by then is kept`);
    }
    receipt.addRead(1);
    if ('reason' in taken) rejections.push(taken);
    else {
      const { user } = taken;
      // One call writes each user once: a second row of a user comes after the first.
      if (users.has(user.id)) await write();
      users.set(user.id, user);
    }
    if (users.size + rejections.length >= USERS_PER_WRITE) await write();
  }
  await write();
  return receipt.receipt();
}

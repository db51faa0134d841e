import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import type { User } from '../model/user.ts';
import type { Engine } from './engine.ts';
import { type ImportedUser, parseUserRow, rowOfUser } from './parse-user-row.ts';
import { ReceiptBuilder } from './receipt-builder.ts';
import type { Receipt, Source, UsersImportOptions } from './store.ts';

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
  let row = 0;
  for await (const item of source) {
    if (options.signal?.aborted) {
      const { read } = receipt.receipt();
      throw new PulsebaseError('ABORTED', `stopped after ${read} rows; what was written by then is kept`);
    }
    receipt.addRead(1);
    row = rowOfUser(item, row);
    const user = parseUserRow(item, row, options.ignoreColumns);
    if ('reason' in user) rejections.push(user);
    else {
      // One call writes each user once: a second row of a user comes after the first.
      if (users.has(user.id)) await write();
      users.set(user.id, user);
    }
    if (users.size + rejections.length >= USERS_PER_WRITE) await write();
  }
  await write();
  return receipt.receipt();
}

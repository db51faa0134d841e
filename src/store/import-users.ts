import { parseUser } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import type { User, UserInput, UserRow } from '../model/user.ts';
import type { Engine } from './engine.ts';
import { ReceiptBuilder } from './receipt-builder.ts';
import type { ImportOptions, Receipt, Source } from './store.ts';

const USERS_PER_WRITE = 10_000;

/** Brings users from a source into an engine and counts what became of each row, as if they were put one by one. */
export async function importUsers(
  engine: Engine,
  source: Source<UserInput | UserRow | Rejection>,
  options: ImportOptions,
): Promise<Receipt> {
  const receipt = new ReceiptBuilder(options.onRejected);
  let users = new Map<number, User>();
  let rejections: Rejection[] = [];
  const write = async () => {
    receipt.addRejections(rejections);
    if (users.size > 0) receipt.addCounts(await engine.putUsers([...users.values()]));
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
    row = rowOf(item) ?? row + 1;
    const user = userOf(item, row);
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

function rowOf(item: UserInput | UserRow | Rejection): number | undefined {
  return typeof item === 'object' && item !== null && 'row' in item ? item.row : undefined;
}

/** Whatever untyped callers send, one row at fault never stops the others. */
function userOf(item: UserInput | UserRow | Rejection, row: number): User | Rejection {
  if (typeof item !== 'object' || item === null) {
    return { row, reason: 'malformed_row', message: 'the user is no object' };
  }
  if ('reason' in item) return item;
  try {
    return parseUser('user' in item ? item.user : item);
  } catch (error) {
    if (!(error instanceof PulsebaseError)) throw error;
    return { row, reason: 'invalid_user', message: error.message };
  }
}

import { describeTimestamp } from './describe-timestamp.ts';
import { parseHeartRate } from './heart-rate.ts';
import { inInstantRange, parseInstant } from './instant.ts';
import type { Rejection, RejectionReason } from './rejection.ts';
import { showValue } from './show-value.ts';
import { MAX_USER_ID, parseUserId } from './user-id.ts';
import { isUserName } from './user-name.ts';
import { TWO_USERS } from './user-of-reading.ts';
import type { UserRef } from './user-ref.ts';

/** Rows of one block: enough to make the cost of a statement per block negligible, few enough to keep memory small. */
export const BLOCK_CAPACITY = 500_000;

/**
 * Readings in columns, on their way from a file, a generator or a caller's array to an engine. Each row is parsed here, once; an
 * unreadable one becomes a {@link Rejection}. The store checks the heart-rate range and the users.
 */
export class ReadingBlock {
  /** Rows that it takes. */
  readonly capacity: number;
  /**
   * Ids of the users, one per reading; for users named by text, what {@link nameUser} returned, until the store looks them up.
   * A reading that finds no room left in this or another column replaces all of them by longer ones.
   */
  userIds: Float64Array;
  /** Unix milliseconds, UTC. */
  timestamps: Float64Array;
  /** Thousandths of a bpm. */
  heartRates: Float64Array;
  /** 1-based rows (or lines) of the input. */
  rows: Float64Array;
  /** Names passed to {@link nameUser}, in the order of its numbers. */
  readonly userNames: string[] = [];
  readonly #namedUsers = new Map<string, number>();
  /** The rows as written, one a reading; `undefined` where they are not kept. */
  readonly texts: (string | undefined)[] | undefined;
  /** Headers, each for the rows from its own on. */
  readonly #headers: { readonly row: number; readonly text: string }[] = [];
  /** Rows that could not be read. */
  readonly rejected: Rejection[] = [];
  /** Number of readings: the columns are valid up to here. */
  length = 0;

  /**
   * @param capacity Rows that it takes; 500,000 when left out.
   * @param keepsTexts Whether rows are kept as they were written too, for somebody who wants those back that are rejected.
   * @param room Rows that have room at once: all when left out. More is made as they come.
   */
  constructor(capacity: number = BLOCK_CAPACITY, keepsTexts = false, room: number = capacity) {
    this.capacity = capacity;
    this.texts = keepsTexts ? [] : undefined;
    const length = Math.min(room, capacity);
    this.userIds = new Float64Array(length);
    this.timestamps = new Float64Array(length);
    this.heartRates = new Float64Array(length);
    this.rows = new Float64Array(length);
  }

  /** Rejected rows count too, so that a file of junk takes bounded memory. */
  get isFull(): boolean {
    return this.length + this.rejected.length >= this.capacity;
  }

  /** Rows seen: kept and rejected. */
  get seen(): number {
    return this.length + this.rejected.length;
  }

  /**
   * Adds a reading without checks: the caller ensures that its parts are valid and that the block is not full. In Unix
   * milliseconds and thousandths of a bpm.
   */
  push(row: number, userId: number, timestamp: number, heartRate: number, text?: string): void {
    const at = this.length++;
    if (at === this.rows.length) this.#makeRoom();
    if (this.texts !== undefined) this.texts[at] = text;
    this.userIds[at] = userId;
    this.timestamps[at] = timestamp;
    this.heartRates[at] = heartRate;
    this.rows[at] = row;
  }

  #makeRoom(): void {
    const length = Math.min(2 * this.rows.length, this.capacity);
    this.userIds = longer(this.userIds, length);
    this.timestamps = longer(this.timestamps, length);
    this.heartRates = longer(this.heartRates, length);
    this.rows = longer(this.rows, length);
  }

  /**
   * Parses a row and adds it, or its rejection. `timestamp` may be a `Date`, ISO 8601 text, or a number of Unix
   * milliseconds from code that has parsed it already; `heartRate` is in bpm. `text` is the row as written.
   */
  add(row: number, userId: unknown, timestamp: unknown, heartRate: unknown, text?: string): void {
    const id = isUserName(userId) ? this.nameUser(userId.text) : parseUserId(userId);
    const parsed = typeof timestamp === 'number' ? timestamp : parseInstant(timestamp);
    const ms = parsed === undefined ? Number.NaN : Math.floor(parsed);
    if (id === undefined) this.reject(row, 'invalid_user_id', describeUserId(userId), text);
    else if (Number.isNaN(ms)) this.reject(row, 'invalid_timestamp', describeTimestamp(timestamp), text);
    else if (!inInstantRange(ms)) {
      this.reject(row, 'timestamp_out_of_range', `timestamp ${showValue(timestamp)} is not from 1970 to 2099`, text);
    } else {
      const milli = parseHeartRate(heartRate);
      if (milli !== undefined) this.push(row, id, ms, milli, text);
      else this.reject(row, 'invalid_heart_rate', describeHeartRate(heartRate), text);
    }
  }

  /** Adds the rejection of a row. */
  reject(row: number, reason: RejectionReason, message: string, text?: string): void {
    this.rejected.push(this.#rejectionOf(row, reason, message, this.texts && text));
  }

  /** The rejection of a reading in it. */
  rejectionAt(at: number, reason: RejectionReason, message: string): Rejection {
    return this.#rejectionOf(this.rows[at]!, reason, message, this.texts?.[at]);
  }

  /** Tells the header, as written, that rows from this one on are read by; kept with the rows alone. */
  beginHeader(row: number, text: string): void {
    if (this.texts !== undefined) this.#headers.push({ row, text });
  }

  #rejectionOf(row: number, reason: RejectionReason, message: string, text: string | undefined): Rejection {
    if (text === undefined) return { row, reason, message };
    const header = this.#headers.findLast((each) => each.row <= row)?.text;
    return header === undefined ? { row, reason, message, text } : { row, reason, message, text, header };
  }

  /** The user of a row: an id, or a name that has not been looked up. */
  userAt(at: number): UserRef {
    const userId = this.userIds[at]!;
    return userId < 0 ? this.userNames[-userId - 1]! : userId;
  }

  /** Adds a reading of another block, as another row. */
  pushFrom(other: ReadingBlock, at: number, row: number): void {
    const user = other.userAt(at);
    const userId = typeof user === 'number' ? user : this.nameUser(user);
    this.push(row, userId, other.timestamps[at]!, other.heartRates[at]!);
  }

  /** Returns the negative number that represents a user named by text in {@link userIds}. */
  nameUser(name: string): number {
    const known = this.#namedUsers.get(name);
    if (known !== undefined) return known;
    const number = -this.userNames.push(name);
    this.#namedUsers.set(name, number);
    return number;
  }
}

function longer(column: Float64Array, length: number): Float64Array {
  const copy = new Float64Array(length);
  copy.set(column);
  return copy;
}

function describeUserId(value: unknown): string {
  if (value === TWO_USERS) return 'userId and user are both given; keep one of them';
  if (isMissing(value)) return 'user id is missing';
  return `user id ${showValue(value)} is not an integer from 1 to ${MAX_USER_ID} in plain digits`;
}

function describeHeartRate(value: unknown): string {
  if (isMissing(value)) return 'heart rate is missing';
  return `heart rate ${showValue(value)} is not a number of beats per minute`;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

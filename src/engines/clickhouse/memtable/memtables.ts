import type { ReadingColumns } from '../schema/reading-columns.ts';
import { Memtable } from './memtable.ts';
import type { ReadingLog } from './reading-log.ts';
import type { RecentReadings } from './recent-readings.ts';
import { NO_EXCESS, type View } from './view.ts';

/** Larger batches go into the parts at once: there they cost less than in the log and later in the parts. */
const MAX_ROWS = 50_000;

/** When readings are put into the parts, besides when a query or a change needs them there. */
export interface FlushPolicy {
  /** The most memory that they may take, in bytes; half of it starts a flush. */
  readonly limit: number;
  /** Milliseconds from the first of them to the flush; `undefined` for never. */
  readonly after: number | undefined;
}

/** How a memtable gets into the parts. */
export interface FlushTarget {
  /** Runs work while nothing else changes the parts. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** A version above all that the parts hold. */
  nextVersion(): Promise<number>;
  /** Puts the readings of a memtable, none of which the parts hold, and their totals. */
  put(table: Memtable): Promise<void>;
  /** The same for a memtable some of whose readings may be in the parts. */
  mend(table: Memtable): Promise<void>;
  /** Told when `put` has succeeded, before the next query looks at the parts. */
  onFlushed(table: Memtable): void;
}

/** What the log held when the store was opened. */
export interface ReadingsToReplay {
  /** Readings that the parts cannot hold yet. */
  readonly fresh: readonly ReadingColumns[];
  /** Readings that may be in the parts. */
  readonly doubtful: readonly ReadingColumns[];
  /** Removes readings from the log, once they are in the parts. */
  remove(which: 'doubtful' | 'all'): Promise<void>;
}

/** The memtable that is being put into the parts. */
interface Flushing {
  readonly table: Memtable;
  /** All rows of a higher version are those of the flush. */
  readonly floor: number;
  /** Settles when the log has begun its next segment. */
  readonly ended: Promise<() => Promise<void>>;
}

/**
 * The recent readings of a store with one writer: acknowledged once they are in the log, kept in memory until the parts hold them,
 * many batches in one set of parts. One memtable takes what comes, while another one is being flushed.
 */
export class Memtables implements RecentReadings {
  readonly #log: ReadingLog;
  readonly #policy: FlushPolicy;
  #target: FlushTarget | undefined;
  #active = new Memtable();
  #flushing: Flushing | undefined;
  #isDoubtful = false;
  /** Appends to the log that have not settled. */
  readonly #appending = new Set<Promise<void>>();
  /** Whether the log may lack readings of a memtable, since they could not be written. */
  #isUnlogged = false;
  /** Removes segments of the log whose readings the parts hold. */
  #removeEnded: (() => Promise<void>) | undefined;
  /** Counts the changes of what the parts hold. */
  #generation = 0;
  #changes = 0;
  /** Whether a flush that nobody waits for is running. */
  #isFlushing = false;
  #isClosed = false;
  #failedFlushes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: ReadingLog, policy: FlushPolicy) {
    this.#log = log;
    this.#policy = policy;
  }

  /** Call once, before anything is asked. */
  start(target: FlushTarget, { doubtful, fresh, remove }: ReadingsToReplay): void {
    this.#target = target;
    const table = new Memtable();
    const add = (into: Memtable, list: readonly ReadingColumns[]) => {
      for (const readings of list) into.add(newIn([table, into], readings));
    };
    add(table, doubtful);
    add(this.#active, fresh);
    const isDistinct = this.#active.length === fresh.reduce((sum, { length }) => sum + length, 0);
    if (!isDistinct) {
      // Only a damaged log has a reading twice.
      table.add(this.#active.columns());
      this.#active = new Memtable();
    }
    const removeEnded = () => remove(isDistinct ? 'doubtful' : 'all');
    if (table.length > 0) {
      this.#flushing = { table, floor: 0, ended: Promise.resolve(removeEnded) };
      this.#isDoubtful = true;
    } else this.#removeEnded = removeEnded;
    if (this.#active.length > 0) this.#schedule();
  }

  get isDoubtful() {
    return this.#isDoubtful;
  }

  view(): View {
    const [generation, flushing] = [this.#generation, this.#flushing];
    const isCurrent = () => generation === this.#generation;
    const isQuiet = this.#changes === 0;
    return {
      tables: () => (this.#flushing === undefined ? [this.#active] : [this.#flushing.table, this.#active]),
      isCurrent,
      mayCache: () => isQuiet && isCurrent(),
      rawCondition: flushing === undefined ? '' : ` AND version <= ${flushing.floor}`,
      excess: (bucketId, userId, version) =>
        flushing === undefined || version <= flushing.floor
          ? NO_EXCESS
          : (flushing.table.sumOf(bucketId, userId) ?? NO_EXCESS),
    };
  }

  get use() {
    return { bytes: this.#bytes, maxBytes: this.#policy.limit, failedFlushes: this.#failedFlushes };
  }

  takes(rows: number): boolean {
    return rows <= MAX_ROWS;
  }

  async makeRoom(): Promise<void> {
    // What is not in the log must be in the parts before it can be acknowledged to whoever sends it again.
    if (!this.#isUnlogged && this.#bytes <= this.#policy.limit) return;
    await this.flush();
    this.#isUnlogged = false;
  }

  async append(readings: ReadingColumns): Promise<void> {
    this.#active.add(readings);
    const appending = this.#log.append(readings);
    if (this.#active.bytes > this.#policy.limit / 2) this.#flushSoon();
    else this.#schedule();
    this.#appending.add(appending);
    try {
      await appending;
    } catch (error) {
      this.#isUnlogged = true;
      throw error;
    } finally {
      this.#appending.delete(appending);
    }
  }

  async logged(): Promise<void> {
    await Promise.all(this.#appending);
    // What could not be written a moment ago is kept by the parts instead.
    if (this.#isUnlogged) await this.flush();
  }

  async flush(): Promise<void> {
    if (!this.#hasToFlush) return;
    try {
      await this.#target!.alone(async () => {
        await this.#removeFlushed();
        if (this.#flushing !== undefined) await this.#finish(this.#flushing);
        if (this.#active.length > 0) await this.#finish(this.#begin(await this.#target!.nextVersion()));
      });
    } catch (error) {
      this.#failedFlushes += 1;
      throw error;
    }
  }

  async changing<T>(work: () => Promise<T>): Promise<T> {
    this.#generation += 1;
    this.#changes += 1;
    try {
      return await work();
    } finally {
      this.#generation += 1;
      this.#changes -= 1;
    }
  }

  async close(): Promise<void> {
    // The directory may belong to somebody else soon: nothing is tried again.
    this.#isClosed = true;
    clearTimeout(this.#timer);
    // What cannot be put into the parts now is in the log; closing must work on a full disk too.
    await this.flush().catch(() => {});
    await this.#log.close();
  }

  get #hasToFlush(): boolean {
    return this.#active.length > 0 || this.#flushing !== undefined || this.#removeEnded !== undefined;
  }

  get #bytes(): number {
    return this.#active.bytes + (this.#flushing?.table.bytes ?? 0);
  }

  #schedule(): void {
    if (this.#policy.after === undefined || this.#timer !== undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flushSoon();
    }, this.#policy.after).unref();
  }

  /** What fails is told to whoever needs it, and tried again later, as is what has come meanwhile. */
  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    this.flush()
      .catch(() => {})
      .finally(() => {
        this.#isFlushing = false;
        if (this.#hasToFlush) this.#schedule();
      });
  }

  #begin(floor: number): Flushing {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#generation += 1;
    const flushing = { table: this.#active, floor, ended: this.#log.endSegment() };
    // It is looked at when the flush is finished, perhaps by a later try.
    flushing.ended.catch(() => {});
    this.#flushing = flushing;
    this.#active = new Memtable();
    return flushing;
  }

  async #finish({ table, floor, ended }: Flushing): Promise<void> {
    const target = this.#target!;
    const removeEnded = await ended.catch(() => this.#endAgain(table, floor));
    if (this.#isDoubtful) {
      await this.changing(() => target.mend(table));
      this.#isDoubtful = false;
    } else {
      try {
        await target.put(table);
      } catch (error) {
        this.#isDoubtful = true;
        this.#generation += 1;
        throw error;
      }
      target.onFlushed(table);
    }
    this.#flushing = undefined;
    this.#generation += 1;
    this.#removeEnded = removeEnded;
    await this.#removeFlushed();
  }

  /** Where the log could not begin a segment before: what has come since is in the same one. */
  #endAgain(table: Memtable, floor: number): Promise<() => Promise<void>> {
    table.add(this.#active.columns());
    this.#active = new Memtable();
    const ended = this.#log.endSegment();
    ended.catch(() => {});
    this.#flushing = { table, floor, ended };
    return ended;
  }

  async #removeFlushed(): Promise<void> {
    await this.#removeEnded?.();
    this.#removeEnded = undefined;
  }
}

/** The readings whose keys are in none of some memtables. */
function newIn(tables: readonly Memtable[], readings: ReadingColumns): ReadingColumns {
  const { userIds, timestamps, heartRates } = readings;
  const isNew = (at: number) => tables.every((table) => table.heartRateAt(userIds[at]!, timestamps[at]!) === undefined);
  const kept = Array.from({ length: readings.length }, (_, at) => at).filter(isNew);
  if (kept.length === readings.length) return readings;
  return {
    length: kept.length,
    userIds: kept.map((at) => userIds[at]!),
    timestamps: kept.map((at) => timestamps[at]!),
    heartRates: kept.map((at) => heartRates[at]!),
  };
}

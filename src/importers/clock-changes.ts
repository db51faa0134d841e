import type { LocalTime, SteadyClocks } from './local-time.ts';
import { RowOrders } from './row-order.ts';

const DAY_MS = 86_400_000;

/**
 * Times of a zone's clocks as the rows of one file have them. Of an hour that the clocks repeat, the order of a user's rows tells
 * the passes apart: time does not run back, or, in a file whose last row is the earliest, not forward.
 */
export class ClockChanges {
  readonly #zone: LocalTime;
  readonly #isUtc: boolean;
  readonly #rows = new RowOrders();
  /** The last instant of each user in the repeated hour that was read last. */
  readonly #reached = new Map<unknown, number>();
  /** Days and users whose repeated hour was passed twice, from an earlier look at the file. */
  #twice: Set<string> | undefined;
  /** Where the row before lay: nearly all rows lie there, too. */
  #steady: SteadyClocks | undefined;
  #earlier = 0;
  #later = 0;
  #skipped = 0;
  #isUsed = false;

  constructor(zone: LocalTime) {
    this.#zone = zone;
    this.#isUtc = zone.timezone === 'UTC';
  }

  /** Why a time that the clocks skip is none: it follows the time. */
  get skipped(): string {
    return `does not exist: the clocks of ${this.#zone.timezone} skip it`;
  }

  /** Whether there was a time without an offset, so that the zone matters. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Whether the rows are better read with a look at all of them before: they run backwards, by clocks that may be put back. */
  get wantsLook(): boolean {
    return !this.#isUtc && this.#rows.order === 'descending';
  }

  /** Looks at a row before any is read: which way do they run? */
  look(local: number, user: unknown): void {
    this.#rows.add(local, user);
  }

  /** Looks at each row of the whole file before any is read, in its order. */
  lookForPasses(local: number, user: unknown): void {
    const later = this.#zone.laterInstant(local);
    if (later === undefined) return;
    this.#twice ??= new Set();
    const reached = this.#reached.get(user);
    // The later pass stands first: a step forward leads into the earlier one.
    if (reached !== undefined && later > reached && later - reached < DAY_MS) this.#twice.add(passKey(local, user));
    this.#reached.set(user, later);
  }

  /** That look is over. */
  endLook(): void {
    this.#twice ??= new Set();
    this.#reached.clear();
  }

  /**
   * The instant of a row, Unix ms; `undefined` when the clocks skip its time.
   *
   * @param user tells the users of the file apart.
   */
  toInstant(local: number, user: unknown): number | undefined {
    this.#isUsed = true;
    if (this.#isUtc) return local;
    this.#rows.add(local, user);
    const zone = this.#zone;
    if (this.#steady === undefined || local < this.#steady.from || local >= this.#steady.to) {
      this.#steady = zone.steady(local);
    }
    if (this.#steady !== undefined) return local - this.#steady.offset;
    if (zone.isSkipped(local)) {
      this.#skipped += 1;
      return undefined;
    }
    const earlier = zone.toInstant(local);
    const later = zone.laterInstant(local);
    if (later === undefined) return earlier;
    const instant = this.#pass(earlier, later, local, user);
    this.#reached.set(user, instant);
    if (instant === later) this.#later += 1;
    else this.#earlier += 1;
    return instant;
  }

  #pass(earlier: number, later: number, local: number, user: unknown): number {
    const { order } = this.#rows;
    const reached = this.#reached.get(user);
    if (order === 'ascending') return reached !== undefined && earlier < reached && later >= reached ? later : earlier;
    if (order === 'mixed' || this.#twice?.has(passKey(local, user)) === false) return earlier;
    return reached !== undefined && later > reached && earlier <= reached ? earlier : later;
  }

  /** What people should know, one line each. */
  warnings(): readonly string[] {
    const { timezone } = this.#zone;
    const lines: string[] = [];
    const repeated = this.#earlier + this.#later;
    if (repeated > 0) {
      const times = repeated === 1 ? '1 time falls' : `${repeated} times fall`;
      const how =
        this.#rows.order === 'mixed'
          ? 'the rows are in no order of time, so all were read as the earlier pass'
          : `by the order of the rows ${this.#earlier} were read as the earlier pass and ${this.#later} as the later`;
      lines.push(`${times} in an hour that the clocks of ${timezone} repeat: ${how}`);
    }
    if (this.#skipped > 0) {
      const times = this.#skipped === 1 ? '1 time does' : `${this.#skipped} times do`;
      lines.push(`${times} not exist, since the clocks of ${timezone} skip it; such rows are rejected`);
    }
    return lines;
  }
}

function dayOf(instant: number): number {
  return Math.floor(instant / DAY_MS);
}

function passKey(local: number, user: unknown): string {
  return `${dayOf(local)} ${String(user)}`;
}

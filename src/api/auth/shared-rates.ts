import type { StateDatabase } from '../../state/state-database.ts';

const WINDOW_MS = 60_000;
/** What a service lets through of a limit, or of what is left of it, before it has told the others. */
const UNTOLD_OF_LIMIT = 1 / 50;
const UNTOLD_OF_REST = 1 / 10;
/** How long a request waits for an exchange before its service counts alone. */
const PATIENCE_MS = 500;
/** Whether the window of a key is over. */
const IS_OVER = `rates.started_at <= excluded.started_at - ${WINDOW_MS}`;
/** Whether the clock of the database was set back: the window would last for as much longer. */
const IS_SET_BACK = 'rates.started_at > excluded.started_at';
/** Keys of one statement: there are as many statements as numbers here, so that they stay prepared. */
const AT_ONCE = [64, 8, 1] as const;

interface Count {
  /** Requests in the window that all services have told, with those of this one. */
  told: number;
  /** Requests of this service that are being told. */
  sent: number;
  /** Requests of this service that are to be told. */
  untold: number;
  /** When the window ends, by `performance.now()`. */
  end: number;
  /** Requests that wait for their place, from among those that are being told and those that are to be. */
  readonly waiting: Waiting[];
}

interface Waiting {
  /** Its place among those of this service that the others do not know of. */
  at: number;
  readonly settle: (requests: number) => void;
}

/** Where a request stands in the window of its key. */
export interface Rate {
  readonly requests: number;
  readonly msLeft: number;
}

/**
 * Requests by key that services with the same state count together, in windows by the clock of the database, each from its first
 * request on. A service counts by itself and tells the others once a second; sooner when it has let through so many that all
 * together could exceed the limit by much. While the state is away it counts alone.
 */
export class SharedRates {
  readonly #database: StateDatabase;
  readonly #limit: number;
  readonly #counts = new Map<string, Count>();
  #exchanging: Promise<void> | undefined;
  #isAway = false;

  constructor(database: StateDatabase, limit: number) {
    this.#database = database;
    this.#limit = limit;
  }

  /** Counts a request. Never rejects. */
  async add(key: string): Promise<Rate> {
    const count = this.#count(key);
    count.untold += 1;
    const at = count.sent + count.untold;
    const rest = this.#limit - count.told;
    const mayGo = Math.min(this.#limit * UNTOLD_OF_LIMIT, rest * UNTOLD_OF_REST);
    // One that is refused in any case needs no place.
    const isKnown = this.#isAway || at > rest || at <= mayGo;
    const requests = isKnown
      ? count.told + at
      : await new Promise<number>((settle) => {
          count.waiting.push({ at, settle });
          // When it fails, this service counts alone.
          this.refresh().catch(() => {});
        });
    return { requests, msLeft: Math.max(0, count.end - performance.now()) };
  }

  /** Tells the others. @throws PulsebaseError `CONNECTION_FAILED`. */
  refresh(): Promise<void> {
    // One exchange at a time; what comes meanwhile is told by the next.
    this.#exchanging ??= (async () => {
      try {
        do await this.#exchange();
        while (this.#isAwaited());
      } finally {
        this.#exchanging = undefined;
      }
    })();
    return this.#exchanging;
  }

  /** Deletes windows that are over. */
  async deleteOld(): Promise<void> {
    await this.#database.query(`DELETE FROM state.rates WHERE started_at <= state.now_ms() - ${WINDOW_MS}`);
  }

  #count(key: string): Count {
    const now = performance.now();
    const known = this.#counts.get(key);
    if (known !== undefined && known.end > now) return known;
    // Who waits for a place in a window that is over has one in the next.
    const waiting = (known?.waiting.splice(0) ?? []).map(({ settle }, before) => ({ at: before + 1, settle }));
    const count = { told: 0, sent: 0, untold: waiting.length, end: now + WINDOW_MS, waiting };
    this.#counts.set(key, count);
    return count;
  }

  #isAwaited(): boolean {
    return this.#counts.values().some(({ waiting }) => waiting.length > 0);
  }

  async #exchange(): Promise<void> {
    const now = performance.now();
    for (const [key, { end, waiting }] of this.#counts) {
      if (end <= now && waiting.length === 0) this.#counts.delete(key);
    }
    // In one order on all services, so that none waits for another in a circle.
    const keys = [...this.#counts.keys()].filter((key) => this.#counts.get(key)!.untold > 0).sort();
    while (keys.length > 0) {
      const size = AT_ONCE.find((number) => number <= keys.length) ?? 1;
      await this.#tell(keys.splice(0, size));
    }
  }

  async #tell(keys: readonly string[]): Promise<void> {
    const counts = new Map(keys.map((key) => [key, this.#counts.get(key)!]));
    for (const count of counts.values()) {
      count.sent += count.untold;
      count.untold = 0;
    }
    const alone = () => {
      this.#isAway = true;
      for (const { told, waiting } of this.#counts.values()) {
        for (const { at, settle } of waiting.splice(0)) settle(told + at);
      }
    };
    const patience = setTimeout(alone, PATIENCE_MS);
    try {
      const rows = await this.#database.query(
        `INSERT INTO state.rates (key_id, started_at, requests)
         VALUES ${keys.map(() => '(?, state.now_ms(), ?)').join(', ')}
         ON CONFLICT (key_id) DO UPDATE SET
           requests = excluded.requests + CASE WHEN ${IS_OVER} THEN 0 ELSE rates.requests END,
           started_at = CASE WHEN ${IS_OVER} OR ${IS_SET_BACK} THEN excluded.started_at ELSE rates.started_at END
         RETURNING key_id, requests, started_at + ${WINDOW_MS} - state.now_ms()`,
        keys.flatMap((key) => [key, counts.get(key)!.sent]),
      );
      this.#isAway = false;
      for (const [key, requests, msLeft] of rows) {
        const count = counts.get(String(key))!;
        const { sent } = count;
        Object.assign(count, { told: Number(requests), sent: 0, end: performance.now() + Number(msLeft) });
        const waiting = count.waiting.splice(0);
        for (const each of waiting.filter(({ at }) => at <= sent)) each.settle(count.told - sent + each.at);
        const later = waiting.filter(({ at }) => at > sent);
        count.waiting.push(...later.map(({ at, settle }) => ({ at: at - sent, settle })));
      }
    } catch (error) {
      for (const count of counts.values()) {
        count.untold += count.sent;
        count.sent = 0;
      }
      alone();
      throw error;
    } finally {
      clearTimeout(patience);
    }
  }
}

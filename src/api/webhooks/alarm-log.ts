import type { AlarmEvent, AlarmEventKind } from '../../alarms/alarm-event.ts';
import type { StateDatabase, StateRow } from '../../state/state-database.ts';

/** How often other processes' entries are looked for. */
const LOOK_MS = 100;

/** What is read of an entry. Of one whose user was deleted nothing but its number is left. */
export const EVENT_COLUMNS = 'seq, is_snoozed, body';

/** The log of alarms, as it is read by those who tell of it. */
export class AlarmLog {
  readonly #database: StateDatabase;
  readonly #listeners = new Set<() => void>();
  readonly #looks = new Set<() => void>();
  #last = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** The number of the last entry; 0 when there is none. */
  async last(): Promise<number> {
    const [row] = await this.#database.query('SELECT max(seq) FROM state.alarm_events');
    return Number(row?.[0] ?? 0);
  }

  /**
   * The entries behind a number, in order.
   *
   * @returns Also the number up to which the log was read: that of the last entry, which may be empty.
   */
  async after(seq: number, limit: number): Promise<{ readonly events: AlarmEvent[]; readonly upTo: number }> {
    const rows = await this.#database.query(
      `SELECT ${EVENT_COLUMNS} FROM state.alarm_events WHERE seq > ? ORDER BY seq LIMIT ?`,
      [seq, limit],
    );
    const events = rows.map(eventOf).filter((event) => event !== undefined);
    return { events, upTo: Number(rows.at(-1)?.[0] ?? seq) };
  }

  /** Whether there are entries of a rule, which may have been deleted since. */
  async tellsOf(ruleId: string): Promise<boolean> {
    const found = await this.#database.query('SELECT 1 FROM state.alarm_events WHERE rule_id = ? LIMIT 1', [ruleId]);
    return found.length > 0;
  }

  /** Says that this process has written entries: those who wait for them look at once. */
  wake(): void {
    for (const listener of [...this.#listeners]) listener();
    if (this.#looks.size > 0) void this.#look();
  }

  /** Calls the listener whenever this process has written entries. @returns Ends that. */
  onWake(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits until there are entries behind a number, or the signal is aborted. One look serves all who wait. */
  waitFor(seq: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#last > seq) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (this.#last <= seq && !signal.aborted) return;
        this.#looks.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#looks.add(look);
      signal.addEventListener('abort', look, { once: true });
      this.#lookLater();
    });
  }

  #lookLater(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(async () => {
      await this.#look();
      this.#timer = undefined;
      if (this.#looks.size > 0) this.#lookLater();
    }, LOOK_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    // While the state is away nobody learns anything; its readers will say so.
    this.#last = await this.last().catch(() => this.#last);
    for (const look of [...this.#looks]) look();
  }
}

/** The entry in a row of {@link EVENT_COLUMNS}. */
export function eventOf([seq, isSnoozed, body]: StateRow): AlarmEvent | undefined {
  if (typeof body !== 'string' || body === '') return undefined;
  const entry = JSON.parse(body) as Omit<AlarmEvent, 'seq' | 'isSnoozed'> & { readonly kind: AlarmEventKind };
  return { ...entry, seq: Number(seq), isSnoozed: Number(isSnoozed) > 0 };
}

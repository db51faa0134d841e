import { RowOrders } from '../row-order.ts';
import type { Witness } from './witness.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Users whose rows are watched. */
const MOST_USERS = 1000;

interface UserHours {
  /** Of the row before, since 1970. */
  hour: number;
  /** The day on which the hours stepped back last. */
  steppedDay: number;
}

/** Watches the hours of a file that says neither AM nor PM: are they those of a 12-hour clock? */
export class HourWatch {
  readonly #rows = new RowOrders();
  #isClear = false;
  #isUnordered = false;
  #stepBack: Witness | undefined;
  readonly #users = new Map<unknown, UserHours>();

  /** An hour was seen that no 12-hour clock shows. */
  get isClear(): boolean {
    return this.#isClear;
  }

  /** The first row whose time steps back to an earlier hour of its day, in a file that is otherwise in order of time. */
  get suspect(): Witness | undefined {
    return this.#isClear || this.#isUnordered || this.#rows.order !== 'ascending' ? undefined : this.#stepBack;
  }

  /** Looks at a clock's time, given as if it were UTC. */
  add(line: number, text: string, local: number, user: unknown): void {
    if (this.#isClear) return;
    this.#rows.add(local, user);
    const hour = Math.floor(local / HOUR_MS);
    const day = Math.floor(local / DAY_MS);
    const hourOfDay = hour - day * 24;
    // Midnight itself may be a date alone.
    if (hourOfDay > 12 || (hourOfDay === 0 && local % DAY_MS !== 0)) this.#isClear = true;
    const before = this.#users.get(user);
    if (before === undefined) {
      if (this.#users.size < MOST_USERS) this.#users.set(user, { hour, steppedDay: Number.NaN });
      return;
    }
    if (hour < before.hour && Math.floor(before.hour / 24) === day) {
      // A 12-hour clock goes round once a day; rows in no order of time step back again and again.
      if (day === before.steppedDay) this.#isUnordered = true;
      before.steppedDay = day;
      this.#stepBack ??= { line, text };
    }
    before.hour = hour;
  }
}

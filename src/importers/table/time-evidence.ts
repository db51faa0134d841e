import { parseWrittenInstant } from '../../model/instant.ts';
import type { ClockChanges } from '../clock-changes.ts';
import type { DateOrder } from '../table-options.ts';
import { HourWatch } from './hour-watch.ts';
import type { Witness } from './witness.ts';
import { localOf, shownOrder, type WrittenTime, writtenTime } from './written-time.ts';

/**
 * What the times of a file tell together and none of them alone: whether the day or the month stands first, and whether hours
 * up to 12 are those of a 12-hour clock that has lost its AM and PM.
 */
export class TimeEvidence {
  readonly #clocks: ClockChanges;
  readonly #givenOrder: DateOrder | undefined;
  readonly #isWholeLook: boolean;
  /** Rows that can only have the day first, or the month. */
  readonly shown: { [order in 'dmy' | 'mdy']?: Witness } = {};
  /** The first date that could be read either way. */
  either: Witness | undefined;
  /** There are times with AM or PM. */
  hasHalf = false;
  readonly #hours = new HourWatch();

  /** @param isWholeLook all rows are going to be looked at, before any is read. */
  constructor(clocks: ClockChanges, givenOrder: DateOrder | undefined, isWholeLook: boolean) {
    this.#clocks = clocks;
    this.#givenOrder = givenOrder;
    this.#isWholeLook = isWholeLook;
  }

  /** A 12-hour clock without AM and PM is what the times seen so far look like: the row that shows it. */
  get halfLost(): Witness | undefined {
    return this.hasHalf ? undefined : this.#hours.suspect;
  }

  /** Looks at a row. */
  add(line: number, text: string, user: unknown): void {
    const iso = parseWrittenInstant(text);
    if (iso !== undefined) {
      if (iso.offset === undefined) this.#addLocal(line, text, iso.local, user);
      return;
    }
    const written = writtenTime(text);
    if (written === undefined || 'why' in written) return;
    if (written.clock?.hasHalf === true) this.hasHalf = true;
    const order = this.#orderOf(line, text, written);
    if (written.clock?.offset !== undefined) return;
    const local = localOf(written, order);
    if (local !== undefined) this.#addLocal(line, text, local, user);
  }

  /** The order in which a date is looked at; where it could be two, time runs alike in both. */
  #orderOf(line: number, text: string, { date }: WrittenTime): DateOrder {
    const order = date.order ?? this.#givenOrder ?? (date.isDotted ? 'dmy' : undefined);
    if (order !== undefined) return order;
    const shown = shownOrder(date);
    if (shown === 'either') this.either ??= { line, text };
    else if (shown === 'dmy' || shown === 'mdy') this.shown[shown] ??= { line, text };
    return this.shown.dmy === undefined ? 'mdy' : 'dmy';
  }

  #addLocal(line: number, text: string, local: number, user: unknown): void {
    if (this.#isWholeLook) this.#clocks.lookForPasses(local, user);
    else this.#clocks.look(local, user);
    this.#hours.add(line, text, local, user);
  }
}

import type { UnixUnit } from '../../model/unix-unit.ts';
import type { ClockChanges } from '../clock-changes.ts';
import { IsoTimes } from '../iso-times.ts';
import type { DateOrder } from '../table-options.ts';
import { HourWatch } from './hour-watch.ts';
import { unixTime } from './unix-time.ts';
import { showWitness, type Witness } from './witness.ts';
import { localOf, shownOrder, type WrittenTime, writtenTime } from './written-time.ts';

/** How the times of a table are read where they do not say it themselves. */
export interface TimeStyle {
  /** The order of dates that was asked for. */
  readonly givenOrder: DateOrder | undefined;
  /** The order that the file shows, for dates whose day and month could be changed; left out, such a date is refused. */
  readonly order: DateOrder | undefined;
  /** Why it is this order, for people; left out where that need not be told. */
  readonly orderTold: string | undefined;
  /** There are times with AM or PM. */
  readonly hasHalf: boolean;
  /** All rows were looked at before. */
  readonly isSettled: boolean;
}

export const ORDERS: { readonly [order in DateOrder]: string } = {
  dmy: 'the day first',
  mdy: 'the month first',
  ymd: 'the year first',
};

export function orderAdvice(hasHalf: boolean): string {
  const usual = hasHalf ? '; with AM and PM, as in exports of Fitabase, it is mostly the month' : '';
  return `say whether the day or the month stands first: --date-order dmy or --date-order mdy${usual}`;
}

/** Reads the times of one table. */
export class TimeColumn {
  readonly #clocks: ClockChanges;
  readonly #style: TimeStyle;
  readonly #iso: IsoTimes;
  /** Watches what was not looked at before. */
  readonly #hours = new HourWatch();
  #hasHalf: boolean;
  #isClockKnown: boolean;
  #order: DateOrder | undefined;
  #unit: UnixUnit | undefined;
  #isOrderUsed = false;
  #why: string | undefined;
  #failure: string | undefined;

  constructor(clocks: ClockChanges, style: TimeStyle) {
    this.#clocks = clocks;
    this.#style = style;
    this.#order = style.order;
    this.#hasHalf = style.hasHalf;
    this.#isClockKnown = style.isSettled || style.hasHalf;
    this.#iso = new IsoTimes(clocks);
  }

  /** Why the text that was read last is no time, where that is known. */
  get why(): string | undefined {
    return this.#why ?? this.#iso.why;
  }

  /** Why nothing more can be read: a date that could be two days. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Unix ms; `undefined` for what is no time. */
  read(line: number, text: string, user: unknown): number | undefined {
    this.#why = undefined;
    const iso = this.#iso;
    const instant = iso.read(text, user);
    if (instant === undefined) return iso.why === undefined ? this.#other(line, text.trim(), user) : undefined;
    if (!this.#isClockKnown && !Number.isNaN(iso.local)) this.#watch(line, text, iso.local, user);
    return instant;
  }

  #other(line: number, text: string, user: unknown): number | undefined {
    if (text === '') return undefined;
    const unix = unixTime(text);
    if (unix !== undefined) {
      this.#unit ??= unix.unit;
      if (unix.unit === this.#unit) return unix.instant;
      return this.#reject(`is in Unix ${unix.unit}, where the rows before are in ${this.#unit}`);
    }
    const written = writtenTime(text);
    if (written === undefined) return undefined;
    if ('why' in written) return this.#reject(written.why);
    const order = this.#orderOf(line, text, written);
    if (order === undefined) return undefined;
    const local = localOf(written, order);
    if (local === undefined) {
      const isFirm = written.date.order !== undefined;
      return this.#reject(
        isFirm ? 'names a day or a time that does not exist' : `is not a day and time with ${ORDERS[order]}`,
      );
    }
    const { clock } = written;
    if (clock?.hasHalf === true) this.#hasHalf = true;
    else if (clock !== undefined && this.#hasHalf && clock.hour <= 12) {
      return this.#reject('has neither AM nor PM, where other times of the file have');
    }
    if (clock === undefined) this.#iso.coarse.addDate();
    else if (!clock.hasSeconds) this.#iso.coarse.addMinute();
    if (clock?.offset !== undefined) return local - clock.offset;
    if (!this.#isClockKnown) this.#watch(line, text, local, user);
    return this.#clocks.toInstant(local, user) ?? this.#reject(this.#clocks.skipped);
  }

  #watch(line: number, text: string, local: number, user: unknown): void {
    this.#hours.add(line, text, local, user);
    if (this.#hasHalf || this.#hours.isClear) this.#isClockKnown = true;
  }

  /** The order in which a date is read. */
  #orderOf(line: number, text: string, { date, clock }: WrittenTime): DateOrder | undefined {
    if (date.order !== undefined) return date.order;
    const { givenOrder } = this.#style;
    if (givenOrder !== undefined) return givenOrder;
    if (date.isDotted) return 'dmy';
    const shown = shownOrder(date);
    if (shown === undefined) return this.#reject('is not a date');
    if (shown === 'same') return 'mdy';
    if (shown === 'either') {
      this.#isOrderUsed = true;
      if (this.#order === undefined) {
        this.#failure = `${showWitness({ line, text })} could be two days; ${orderAdvice(clock?.hasHalf === true)}`;
      }
    } else {
      this.#order ??= shown;
      if (this.#order !== shown) {
        this.#failure = `${showWitness({ line, text })} has ${ORDERS[shown]}, where dates before it have ${ORDERS[this.#order]}; import the parts apart, with --date-order`;
        return undefined;
      }
    }
    return this.#order;
  }

  #reject(why: string): undefined {
    this.#why = why;
    return undefined;
  }

  /** What people should know, one line each. */
  warnings(): readonly string[] {
    const { orderTold } = this.#style;
    const halfLost = this.#isClockKnown ? undefined : this.#hours.suspect;
    return [
      ...(this.#unit === undefined ? [] : [`the times are read as Unix ${this.#unit}`]),
      ...(this.#isOrderUsed && orderTold !== undefined ? [orderTold] : []),
      ...(halfLost === undefined
        ? []
        : [`${halfClockLost(halfLost)}; times after noon may have been read as those of the morning`]),
      ...this.#iso.warnings(),
    ];
  }
}

/** What such a file looks like. */
export function halfClockLost(witness: Witness): string {
  return `no hour is above 12, and ${showWitness(witness)} steps back to an earlier hour: a 12-hour clock without AM and PM`;
}

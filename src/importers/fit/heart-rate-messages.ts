import type { LeftOutReason } from '../left-out.ts';
import { deviceName } from './device-name.ts';
import type { FitOrigin, FitSink } from './fit-sink.ts';
import { fitInstant, MessageClock } from './message-clock.ts';
import type { MessageLayout } from './message-layout.ts';
import { NumberField } from './number-field.ts';
import { StrapTime } from './strap-time.ts';

/** Messages by their numbers in the profile. */
const FILE_ID = 0;
const RECORD = 20;
const MONITORING = 55;
const INTERVALS = 78;
const STRAP = 132;

const TIMESTAMP = 253;
const RECORD_HEART_RATE = 3;
const MONITORING_TIMESTAMP_16 = 26;
const MONITORING_HEART_RATE = 27;
const STRAP_HEART_RATE = 6;
const STRAP_NAME = 'heart-rate strap';

/** Fields of other messages that are heart rates, and no readings. */
const FIGURES: { readonly [message: number]: readonly [LeftOutReason, ...fields: number[]] } = {
  // session: average, highest, lowest
  18: ['statistic', 16, 17, 64],
  // lap
  19: ['statistic', 15, 16, 63],
  // monitoring_hr_data
  211: ['resting', 0, 1],
};

type MessageReader = (bytes: Buffer, start: number, seconds: number | undefined, row: number) => void;

/** Reads the data messages of one FIT file. Numbers of messages and fields: https://developer.garmin.com/fit/protocol/ */
export class HeartRateMessages {
  readonly #sink: FitSink;
  readonly #clock = new MessageClock();
  readonly #strap = new StrapTime();
  /** What the readings come from, as people are told. */
  #devices: Readonly<Record<FitOrigin, string | undefined>>;

  /** @param before What read the file before this one, of several in a file: what a strap remembered stands behind the rest. */
  constructor(sink: FitSink, before?: HeartRateMessages) {
    this.#sink = sink;
    this.#devices = before === undefined ? { track: undefined, day: undefined, strap: STRAP_NAME } : before.#devices;
  }

  /**
   * What reads the messages of a layout.
   *
   * @returns a function of the message's bytes, where it begins, its number in the file, and the last bits of its time where its
   * header holds them.
   */
  reader(layout: MessageLayout): (bytes: Buffer, start: number, row: number, low: number | undefined) => void {
    const timestamp = NumberField.of(layout, TIMESTAMP);
    const read = this.#readerOf(layout);
    return (bytes, start, row, low) => {
      let seconds = low === undefined ? undefined : this.#clock.next(low, 5);
      const full = timestamp?.read(bytes, start);
      if (full !== undefined) seconds = this.#clock.set(full);
      read?.(bytes, start, seconds, row);
    };
  }

  #readerOf(layout: MessageLayout): MessageReader | undefined {
    switch (layout.message) {
      case FILE_ID:
        return (bytes, start) => {
          const name = deviceName(layout, bytes, start);
          if (name !== undefined) this.#devices = { track: name, day: name, strap: `${name}, ${STRAP_NAME}` };
        };
      case RECORD:
        return this.#track(layout);
      case MONITORING:
        return this.#day(layout);
      case STRAP:
        return this.#beats(layout);
      case INTERVALS:
        return () => this.#sink.leaveOut('interval');
      default:
        return this.#figures(layout);
    }
  }

  #track(layout: MessageLayout): MessageReader | undefined {
    const heartRate = NumberField.of(layout, RECORD_HEART_RATE);
    if (heartRate === undefined) return undefined;
    return (bytes, start, seconds, row) => this.#add('track', row, seconds, heartRate.read(bytes, start));
  }

  #day(layout: MessageLayout): MessageReader | undefined {
    const low = NumberField.of(layout, MONITORING_TIMESTAMP_16);
    const heartRate = NumberField.of(layout, MONITORING_HEART_RATE);
    return (bytes, start, seconds, row) => {
      // Messages without a heart rate take the clock further as well.
      const bits = seconds === undefined ? low?.read(bytes, start) : undefined;
      const time = bits === undefined ? seconds : this.#clock.next(bits, 16);
      if (heartRate !== undefined) this.#add('day', row, time, heartRate.read(bytes, start));
    };
  }

  #beats(layout: MessageLayout): MessageReader | undefined {
    const instantsOf = this.#strap.reader(layout);
    const heartRate = NumberField.of(layout, STRAP_HEART_RATE);
    return (bytes, start, seconds, row) => {
      const instants = instantsOf(bytes, start, seconds);
      const beats = Math.min(instants.length, heartRate?.count ?? 0);
      for (let at = 0; at < beats; at += 1) {
        this.#addAt('strap', row, instants[at], heartRate!.read(bytes, start, at));
      }
    };
  }

  #figures(layout: MessageLayout): MessageReader | undefined {
    const [reason, ...numbers] = FIGURES[layout.message] ?? [];
    if (reason === undefined) return undefined;
    const fields = numbers.map((number) => NumberField.of(layout, number));
    return (bytes, start) => {
      if (fields.some((field) => field?.read(bytes, start) !== undefined)) this.#sink.leaveOut(reason);
    };
  }

  #add(origin: FitOrigin, row: number, seconds: number | undefined, heartRate: number | undefined): void {
    this.#addAt(origin, row, fitInstant(seconds), heartRate, seconds);
  }

  /** @param seconds The time as written, where it may be no instant. */
  #addAt(
    origin: FitOrigin,
    row: number,
    instant: number | undefined,
    heartRate: number | undefined,
    seconds?: number,
  ): void {
    if (heartRate === undefined) this.#sink.leaveOut('no_value');
    else if (heartRate === 0) this.#sink.leaveOut('no_contact');
    else if (instant !== undefined) this.#sink.add({ row, instant, heartRate, device: this.#devices[origin] }, origin);
    else if (seconds === undefined) this.#sink.reject(row, 'timestamp is missing');
    else this.#sink.reject(row, `timestamp counts from when the device was switched on (${seconds} s)`);
  }
}

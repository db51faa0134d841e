import { fitInstant } from './message-clock.ts';
import type { MessageLayout } from './message-layout.ts';
import { NumberField } from './number-field.ts';

const FRACTION = 0;
const FRACTION_256 = 1;
const EVENTS = 9;
const EVENTS_12 = 10;

/**
 * The times of a strap's `hr` messages: they count 1/1024 s since something, as 32 bits or as the last 12 of them, and a message
 * that has a timestamp as well says since when. https://developer.garmin.com/fit/cookbook/decoding-activity-files/
 */
export class StrapTime {
  #origin: { readonly instant: number; readonly event: number } | undefined;
  #event = 0;

  /**
   * What reads the messages of a layout, `seconds` being their timestamp: the instants of the beats in one, in Unix ms;
   * `undefined` of those that came before it was said since when they count.
   */
  reader(layout: MessageLayout): (bytes: Buffer, start: number, seconds: number | undefined) => (number | undefined)[] {
    const fraction = NumberField.of(layout, FRACTION);
    const fraction256 = NumberField.of(layout, FRACTION_256);
    const whole = NumberField.of(layout, EVENTS);
    const low = layout.fields.get(EVENTS_12);
    return (bytes, start, seconds) => {
      const events: number[] = [];
      for (let at = 0; at < (whole?.count ?? 0); at += 1) {
        const event = whole!.read(bytes, start, at);
        if (event === undefined) break;
        events.push(event);
        this.#event = event;
      }
      const second = fitInstant(seconds);
      if (second !== undefined && events[0] !== undefined) {
        const share = (fraction?.read(bytes, start) ?? 0) / 32_768 || (fraction256?.read(bytes, start) ?? 0) / 256;
        this.#origin = { instant: second + share * 1000, event: events[0] };
      }
      for (let bit = 0; low !== undefined && bit + 12 <= low.size * 8; bit += 12) {
        const two = bytes.readUInt16LE(start + low.at + (bit >> 3)) >> (bit & 7);
        this.#event += (two - this.#event) & 0xfff;
        events.push(this.#event);
      }
      return events.map((event) => this.#instant(event));
    };
  }

  #instant(event: number): number | undefined {
    if (this.#origin === undefined) return undefined;
    // The count may have passed the end of its 32 bits in between. 125 / 128 is 1000 / 1024, exactly.
    return Math.floor(this.#origin.instant + (((event - this.#origin.event) | 0) * 125) / 128);
  }
}

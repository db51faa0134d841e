import { parseWrittenInstant } from '../model/instant.ts';
import type { ClockChanges } from './clock-changes.ts';
import { CoarseTimes } from './coarse-times.ts';

/** Reads times in ISO 8601; those without an offset are of the zone's clocks. */
export class IsoTimes {
  readonly #clocks: ClockChanges;
  /** Those without seconds or a time of day, and others of the file. */
  readonly coarse = new CoarseTimes();
  /** Why the text that was read last is no time, where more is known than that it is not ISO 8601. */
  why: string | undefined;
  /** What its clocks showed, written as if it were UTC; `NaN` where an offset was written. */
  local = Number.NaN;

  constructor(clocks: ClockChanges) {
    this.#clocks = clocks;
  }

  /** Unix ms. */
  read(text: string, user: unknown): number | undefined {
    const trimmed = text.trim();
    const written = parseWrittenInstant(trimmed);
    this.why = undefined;
    this.local = Number.NaN;
    if (written === undefined) return undefined;
    if (trimmed.charCodeAt(16) !== 0x3a) this.coarse.addIso(trimmed);
    if (written.offset !== undefined) return written.local - written.offset;
    this.local = written.local;
    const instant = this.#clocks.toInstant(written.local, user);
    if (instant === undefined) this.why = this.#clocks.skipped;
    return instant;
  }

  warnings(): readonly string[] {
    return this.coarse.warnings();
  }
}

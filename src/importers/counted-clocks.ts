import type { LocalTime, SteadyClocks } from './local-time.ts';

/** The clocks of a zone, which count the times that their changes make doubtful. */
export class CountedClocks implements LocalTime {
  readonly timezone: string;
  readonly #zone: LocalTime;
  #isUsed = false;
  #repeated = 0;
  #skipped = 0;

  constructor(zone: LocalTime) {
    this.#zone = zone;
    this.timezone = zone.timezone;
  }

  /** Whether a time without an offset was read, so that the zone matters. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  toInstant(local: number): number {
    this.#isUsed = true;
    if (this.#zone.isSkipped(local)) this.#skipped += 1;
    else if (this.#zone.laterInstant(local) !== undefined) this.#repeated += 1;
    return this.#zone.toInstant(local);
  }

  laterInstant(local: number): number | undefined {
    return this.#zone.laterInstant(local);
  }

  steady(local: number): SteadyClocks | undefined {
    return this.#zone.steady(local);
  }

  isSkipped(local: number): boolean {
    return this.#zone.isSkipped(local);
  }

  /** What people should know, one line each. */
  warnings(): readonly string[] {
    const lines: string[] = [];
    if (this.#repeated > 0) {
      const times = this.#repeated === 1 ? '1 time falls' : `${this.#repeated} times fall`;
      lines.push(`${times} in an hour that the clocks of ${this.timezone} repeat: read as the earlier pass`);
    }
    if (this.#skipped > 0) {
      const times = this.#skipped === 1 ? '1 time does' : `${this.#skipped} times do`;
      lines.push(`${times} not exist, since the clocks of ${this.timezone} skip it: moved forward by what they skip`);
    }
    return lines;
  }
}

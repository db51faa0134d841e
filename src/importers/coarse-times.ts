/** Counts times that were written without their seconds, or without a time of day. */
export class CoarseTimes {
  #minutes = 0;
  #dates = 0;

  /** Counts a time that is written to the minute. */
  addMinute(): void {
    this.#minutes += 1;
  }

  /** Counts a date alone. */
  addDate(): void {
    this.#dates += 1;
  }

  /** Counts a time in ISO 8601, if it is one of these. */
  addIso(text: string): void {
    if (text.length <= 10) this.#dates += 1;
    else if (text[16] !== ':') this.#minutes += 1;
  }

  /** What people should know, one line each. */
  warnings(): readonly string[] {
    const lines: string[] = [];
    if (this.#minutes > 0) {
      const times = this.#minutes === 1 ? '1 time is' : `${this.#minutes} times are`;
      lines.push(
        `${times} given to the minute only: of several readings in one minute the last is kept; use the original export`,
      );
    }
    if (this.#dates > 0) {
      const rows = this.#dates === 1 ? '1 row has' : `${this.#dates} rows have`;
      lines.push(`${rows} a date without a time: read as midnight`);
    }
    return lines;
  }
}

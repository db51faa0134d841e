/** Notes that are given; a thousand files put together have a thousand headers. */
const MAX_NOTES = 10;

/** What people should know about the headers below the first one. */
export class HeaderNotes {
  readonly #notes: string[] = [];
  #more = 0;

  add(line: number, what: string): void {
    if (this.#notes.length < MAX_NOTES) this.#notes.push(`line ${line}: ${what}`);
    else this.#more += 1;
  }

  /** One line each. */
  lines(): readonly string[] {
    return this.#more === 0 ? this.#notes : [...this.#notes, `and ${this.#more} more headers below the first one`];
  }
}

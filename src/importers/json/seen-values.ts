import { listKeys } from '../ndjson/reading-keys.ts';

/** What the values of a file are, for people who find no readings in it. */
export class SeenValues {
  readonly #paths: readonly string[];
  #count = 0;
  #keys: readonly string[] | undefined;

  /** @param paths where the values stand. */
  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  add(value: unknown): void {
    this.#count += 1;
    if (this.#keys === undefined && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      this.#keys = Object.keys(value);
    }
  }

  /** Follows what the file was read as. */
  describe(): string {
    const where = this.#paths.join(', ');
    if (this.#count === 0) return `there is nothing at ${where}`;
    const count = this.#count === 1 ? 'the value' : `none of the ${this.#count} values`;
    const what = `${count} at ${where} is ${this.#count === 1 ? 'no' : 'a'} heart rate`;
    if (this.#keys === undefined) return what;
    return `${what}; the first object has ${this.#keys.length === 0 ? 'no keys' : `the keys ${listKeys(this.#keys)}`}`;
  }
}

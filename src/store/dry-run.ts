import type { UserRef } from '../model/user-ref.ts';
import { ValuesOfRun } from '../model/values-of-run.ts';

/**
 * What a dry run would have written so far. Passed as `dryRun` to one `ingest` after the other, it has them counted as one import
 * in which each finds what those before it wrote. Of users whose readings come in order of time the counts are always exact; of
 * others the last 1.5 million readings are remembered, and {@link warning} says how many rows would have needed more. A store
 * behind the HTTP service counts each request by itself, of up to 100,000 readings.
 */
export class DryRun {
  readonly #values: ValuesOfRun;
  readonly #users = new Set<UserRef>();

  /** @param slots A power of two: how many readings there is room for; about 1.5 million when omitted. */
  constructor(slots?: number) {
    this.#values = new ValuesOfRun(slots);
  }

  /** What people should know of the counts, in one line; `undefined` when they are exact. */
  warning(): string | undefined {
    const { doubtful } = this.#values;
    if (doubtful === 0) return undefined;
    const what = doubtful === 1 ? '1 row was' : `${doubtful} rows were`;
    return `${what} compared with the store alone, since a dry run remembers no more of its own rows: inserted, updated and unchanged may be wrong by as many`;
  }

  /** Remembers a reading, at an instant in milliseconds, and returns the value that an earlier one of the run has there. */
  write(userId: number, instant: number, value: number): number | undefined {
    return this.#values.replace(userId, instant, value);
  }

  /** Remembers users who would be made, and returns how many of them are new to the run. */
  make(users: Iterable<UserRef>): number {
    const { size } = this.#users;
    for (const user of users) this.#users.add(user);
    return this.#users.size - size;
  }
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Readings of one request. */
const READINGS = 20;

/**
 * What devices measure: each request has twenty readings of an hour, the next one of the same user those of the next hour. So all
 * are new, and a day begins with each 24th.
 */
export class DeviceClocks {
  /** The next hour of each user, Unix ms. */
  readonly #hours: Float64Array;
  #newest: number;

  /** @param newest Unix ms of the newest reading in the store. */
  constructor(users: number, newest: number) {
    const first = Math.ceil((newest + 1) / HOUR) * HOUR;
    this.#hours = new Float64Array(users).fill(first);
    this.#newest = first;
  }

  /** The newest instant that was given. */
  get newest(): number {
    return this.#newest;
  }

  /** The body of a writer's next request; no two writers share a user while each request is of one. */
  readings(writer: number, turn: number, writers: number, usersPerRequest: number): string {
    const users = this.#hours.length;
    const own = Math.ceil((users - writer) / writers);
    const lines: string[] = [];
    for (let at = 0; at < usersPerRequest; at += 1) {
      // A gateway hears of users far apart, so that requests of several have some in common.
      const user = (writer + (turn % own) * writers + at * 37) % users;
      const hour = this.#hours[user]!;
      this.#hours[user] = hour + HOUR;
      this.#newest = Math.max(this.#newest, hour);
      for (let reading = 0; reading < READINGS / usersPerRequest; reading += 1) {
        const timestamp = new Date(hour + reading * 3 * MINUTE).toISOString();
        lines.push(
          `{"userId":${user + 1},"timestamp":"${timestamp}","heartRate":${50 + ((reading * 7 + turn) % 100)}}`,
        );
      }
    }
    return lines.join('\n');
  }
}

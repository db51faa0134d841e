const HOUR_MS = 3_600_000;

/** What one device contributed to a file. */
export interface DeviceShare {
  /** As the file names it. */
  readonly device: string;
  /** Readings that were taken. */
  readonly readings: number;
  /** First and last instant of its readings, Unix ms. */
  readonly first: number;
  readonly last: number;
  /** Hours (UTC) of a person in which another device has readings too. */
  readonly overlappingHours: number;
}

interface Counts {
  readings: number;
  first: number;
  last: number;
  /** Hours since 1970 with readings, for each person. */
  readonly hours: Map<unknown, Set<number>>;
}

/** Counts what each device of a file contributed. It takes some 50 bytes for each hour of a device. */
export class DeviceTally {
  readonly #devices = new Map<string, Counts>();

  /** Counts a reading; `person` distinguishes people in one file. */
  add(device: string, person: unknown, instant: number): void {
    let counts = this.#devices.get(device);
    if (counts === undefined) {
      counts = { readings: 0, first: instant, last: instant, hours: new Map() };
      this.#devices.set(device, counts);
    }
    counts.readings += 1;
    if (instant < counts.first) counts.first = instant;
    if (instant > counts.last) counts.last = instant;
    let hours = counts.hours.get(person);
    if (hours === undefined) {
      hours = new Set();
      counts.hours.set(person, hours);
    }
    hours.add(Math.floor(instant / HOUR_MS));
  }

  /** Whether a device has readings of a person in the hour of an instant. */
  hasHour(device: string, person: unknown, instant: number): boolean {
    return (
      this.#devices
        .get(device)
        ?.hours.get(person)
        ?.has(Math.floor(instant / HOUR_MS)) ?? false
    );
  }

  /** The devices, those with the most readings first. */
  shares(): readonly DeviceShare[] {
    const devices = [...this.#devices];
    return devices
      .map(([device, { readings, first, last, hours }]) => {
        const others = devices.filter(([other]) => other !== device).map(([, counts]) => counts.hours);
        let overlappingHours = 0;
        for (const [person, own] of hours) {
          const theirs = others.map((other) => other.get(person));
          for (const hour of own) if (theirs.some((set) => set?.has(hour))) overlappingHours += 1;
        }
        return { device, readings, first, last, overlappingHours };
      })
      .sort((a, b) => b.readings - a.readings);
  }
}

import type { DeviceTally } from './device-tally.ts';

/** Which devices of a file are taken. */
export interface DeviceChoice {
  /** Their names, the preferred first. */
  readonly wanted: readonly string[];
  /** The hours in which each device of the file has readings, from an earlier look at it. */
  readonly hours: DeviceTally;
}

/** Whether a reading is taken: its device is wanted, and none that is preferred has readings in that hour. */
export function isChosen(
  { wanted, hours }: DeviceChoice,
  device: string | undefined,
  person: unknown,
  instant: number,
): boolean {
  const rank = device === undefined ? -1 : wanted.indexOf(device);
  if (rank < 0) return false;
  for (let better = 0; better < rank; better += 1) {
    if (hours.hasHour(wanted[better]!, person, instant)) return false;
  }
  return true;
}

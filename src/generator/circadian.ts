const MINUTES = 1440;

/** Points (hour, height) between which the rhythm runs in straight lines: deepest before dawn, highest after work. */
const POINTS = [
  [0, -0.2],
  [4.5, -0.5],
  [6.5, -0.35],
  [7.5, 0.55],
  [10, 0.7],
  [13, 0.85],
  [14.5, 0.6],
  [18, 1],
  [21, 0.45],
  [22.75, 0.2],
  [23.5, -0.15],
  [24, -0.2],
] as const;

/**
 * How far above rest the heart beats at a minute of the day, for 24 h before the day, the day itself, and 24 h after it
 * (so that a shifted day needs no division): 1 is the height of an ordinary day, below 0 is sleep.
 */
export const DAILY_RHYTHM: Float64Array = Float64Array.from({ length: 3 * MINUTES }, (_, minute) =>
  rhythm((minute % MINUTES) / 60),
);

/** Index in {@link DAILY_RHYTHM} of the day's first minute. */
export const FIRST_MINUTE: number = MINUTES;

function rhythm(hour: number): number {
  const after = POINTS.findIndex(([at]) => at > hour);
  const [fromHour, fromHeight] = POINTS[after - 1]!;
  const [toHour, toHeight] = POINTS[after]!;
  return fromHeight + ((toHeight - fromHeight) * (hour - fromHour)) / (toHour - fromHour);
}

const LEAST_AROUND_MS = 30 * 60_000;

/** The address at which a person's chart shows an alarm, with as much before and after it as it is long, and half an hour at least. */
export function linkOfEpisode({
  userId,
  from,
  until,
}: {
  readonly userId: number;
  readonly from: Date;
  readonly until: Date | null;
}): string {
  const end = until?.getTime() ?? Date.now();
  const around = Math.max(LEAST_AROUND_MS, end - from.getTime());
  const iso = (instant: number) => new Date(instant).toISOString();
  return `/people/${userId}?from=${iso(from.getTime() - around)}&to=${iso(end + around)}`;
}

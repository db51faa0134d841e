/** A table of one reading. */
export function csv(user: number, heartRate = 70): string {
  return `user_id,timestamp,heart_rate\n${user},2023-04-05T06:07:08Z,${heartRate}\n`;
}

/** The reading in it, as `readMembers` gives it. */
export function reading(user: number, heartRate = 70): string {
  return `${user} 2023-04-05T06:07:08.000Z ${heartRate}`;
}

/** A table whose last row says what order its dates are in; it is longer than what is held of one that comes once. */
export const DAY_FIRST = `user_id,timestamp,heart_rate\n${'1,4/5/2023 10:00:00,70\n'.repeat(15_000)}1,25/5/2023 10:00:00,71\n`;

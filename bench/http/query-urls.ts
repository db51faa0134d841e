import { randomOf } from '../queries/random.ts';

const START = Date.UTC(2023, 0, 1);
const DAY = 86_400_000;

/**
 * Addresses of queries about generated readings, the same for the same seed: windows up to a year, most with ragged ends.
 * With `newest`, the instant of the newest reading, half of them are the year up to it.
 */
export function queryUrls(base: string, users: number, seed: number, newest?: () => number) {
  const random = randomOf(seed);
  const window = () => {
    if (newest !== undefined && random() < 0.5) {
      const now = newest();
      return `from=${new Date(now - 365 * DAY).toISOString()}&to=${new Date(now).toISOString()}`;
    }
    const isWhole = random() < 0.25;
    const from = START + (isWhole ? 0 : Math.floor(random() * 150 * DAY));
    const to = isWhole ? START + 365 * DAY : START + 365 * DAY - Math.floor(random() * 150 * DAY);
    return `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  };
  return {
    top: () => `${base}/v1/users/${1 + Math.floor(random() * users)}/top-hours?${window()}`,
    users: () => {
      const minAge = 18 + Math.floor(random() * 40);
      const minHeartRate = 55 + Math.floor(random() * 20);
      return `${base}/v1/cohorts/users?minAge=${minAge}&gender=${random() < 0.5 ? 'male' : 'female,other'}&minHeartRate=${minHeartRate}&${window()}`;
    },
  };
}

/** The defaults of `openStore`, and of the settings of the same names. */
export const DEFAULT_OPTIONS = {
  poolSize: 20,
  maxOverflow: 30,
  poolTimeout: 30,
  poolRecycle: 3600,
  memoryLimit: 2 * 1024 ** 3,
  memtableLimit: 32 * 1024 ** 2,
  durable: true,
  queryTimeout: 60,
  minHeartRate: 20,
  maxHeartRate: 300,
} as const;

import { DEFAULT_FROM_TO, DEFAULT_SEED, PRESETS, type PresetName } from '../../src/generator/presets.ts';

/** What is generated: every contender gets the same users and readings. */
export interface DataPlan {
  /** How the size is called in file names and titles. */
  readonly name: string;
  readonly users: number;
  readonly readings: number;
  readonly seed: number;
}

/** The generated year, Unix milliseconds: `from` inclusive, `to` exclusive. */
export const PERIOD = { from: Date.parse(DEFAULT_FROM_TO.from), to: Date.parse(DEFAULT_FROM_TO.to) } as const;

/** Readings of a user in the smallest named size. */
const READINGS_PER_USER = 25_000;
const MIN_USERS = 50;
const MAX_USERS = 1000;
const FACTORS = { '': 1, k: 1e3, m: 1e6 } as const;

/** The plan of a size: `2.5m`, `25m`, `60m`, which have a number of users each, or any number such as `100k`. */
export function dataPlan(size: string): DataPlan | undefined {
  const name = size.toLowerCase();
  if (Object.hasOwn(PRESETS, name)) return { name, ...PRESETS[name as PresetName], seed: DEFAULT_SEED };
  const readings = readCount(name);
  if (readings === undefined) return undefined;
  const users = Math.min(MAX_USERS, Math.max(MIN_USERS, Math.round(readings / READINGS_PER_USER)));
  return { name, users, readings, seed: DEFAULT_SEED };
}

/** `600m`, `100k` or plain digits as a number from 1 on. */
export function readCount(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(text);
  if (match === null) return undefined;
  const count = Math.round(Number(match[1]) * FACTORS[match[2]!.toLowerCase() as keyof typeof FACTORS]);
  return Number.isSafeInteger(count) && count >= 1 ? count : undefined;
}

/** Sizes that are worth a name. */
export const PRESETS = {
  '2.5m': { users: 100, readings: 2_500_000 },
  '25m': { users: 1000, readings: 25_000_000 },
  '60m': { users: 1000, readings: 60_000_000 },
} as const;

/** A key of {@link PRESETS}. */
export type PresetName = keyof typeof PRESETS;

export const DEFAULT_SEED = 42;

/** The generated period: `from` inclusive, `to` exclusive. */
export const DEFAULT_FROM_TO = { from: '2023-01-01', to: '2024-01-01' } as const;

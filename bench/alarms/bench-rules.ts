/** Readings at this rate raise an alarm by the one rule that is meant to. */
export const SPIKE_BPM = 180;
/** The name of that rule. */
export const SPIKE_RULE = 'spike';

/** Rules of every kind. All readings but spikes are within their limits, as nearly all are of most rules. */
export function benchRules(count: number): object[] {
  return Array.from({ length: count }, (_, at) => {
    if (at === 0) return { name: SPIKE_RULE, severity: 'high', condition: sustained(SPIKE_BPM - 1, 0, 1) };
    return { name: `rule ${at}`, severity: 'low', condition: conditionOf(at) };
  });
}

function conditionOf(at: number): object {
  const limit = 121 + (at % 50);
  switch (at % 4) {
    case 0:
      return { type: 'average', direction: 'above', limit, windowMinutes: 5 + (at % 55), minReadings: 5 };
    case 1:
      return { type: 'hour', direction: 'above', limit, minReadings: 5 };
    case 2:
      return { type: 'silence', forMinutes: 60 + at };
    default:
      return sustained(limit, 10, 3);
  }
}

function sustained(limit: number, forMinutes: number, minReadings: number): object {
  return { type: 'sustained', direction: 'above', limit, forMinutes, minReadings, maxGapMinutes: 5 };
}

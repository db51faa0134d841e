import type { Episode } from './episode.ts';
import type { Severity } from './rule.ts';

/** An episode as people are told of it. Times are Unix milliseconds. */
export interface Alarm extends Episode {
  /** Stays the same however often the episode is amended. */
  readonly id: string;
  readonly ruleId: string;
  readonly userId: number;
  /** That of the rule when the alarm was raised. */
  readonly severity: Severity;
  /** Whether the reading that raised it was fresh when it came, or older than `lateAfterMinutes` of the rule. */
  readonly arrival: 'live' | 'retrospective';
}

import type { Alarm } from './alarm.ts';
import type { AlarmEventKind } from './alarm-event.ts';
import { millisecondsOf } from './conditions/machine.ts';
import type { Episode } from './episode.ts';
import { matchEpisodes } from './match-episodes.ts';
import type { Rule } from './rule.ts';

/** A change of one alarm; one that has `grown` only goes on, which nobody is told. */
export interface AlarmChange {
  readonly kind: AlarmEventKind | 'grown';
  /** As it is now; as it was for one that is retracted. */
  readonly alarm: Alarm;
}

/** What the alarms of one rule and one user have in common. */
export interface AlarmOrigin {
  readonly rule: Pick<Rule, 'severity' | 'lateAfterMinutes'> & { readonly id: string };
  readonly userId: number;
  /** When the readings came that the episodes follow from, in Unix milliseconds. */
  readonly cameAt: number;
}

/**
 * The changes that lead from alarms to the episodes that take their place, in the order in which they are told. An alarm that is
 * over when it is found is raised and resolved.
 *
 * @param newId Makes the id of an alarm.
 */
export function alarmChanges(
  replaced: readonly Alarm[],
  episodes: readonly Episode[],
  { rule, userId, cameAt }: AlarmOrigin,
  newId: () => string,
): AlarmChange[] {
  const changes: AlarmChange[] = [];
  for (const { before, after } of matchEpisodes(replaced, episodes)) {
    if (after === undefined) changes.push({ kind: 'retracted', alarm: before });
    else if (before === undefined) {
      const arrival = cameAt - after.raisedAt > millisecondsOf(rule.lateAfterMinutes) ? 'retrospective' : 'live';
      const alarm: Alarm = { ...after, id: newId(), ruleId: rule.id, userId, severity: rule.severity, arrival };
      changes.push({ kind: 'raised', alarm: { ...alarm, until: null } });
      if (alarm.until !== null) changes.push({ kind: 'resolved', alarm });
    } else {
      const kind = kindOf(before, after);
      if (kind !== undefined) changes.push({ kind, alarm: { ...before, ...after } });
    }
  }
  return changes;
}

function kindOf(before: Episode, after: Episode): AlarmChange['kind'] | undefined {
  const isMoved = before.from !== after.from || before.raisedAt !== after.raisedAt;
  const isOther = before.peak !== after.peak || before.readings !== after.readings;
  if (before.until === null && after.until !== null) return 'resolved';
  if (before.until !== after.until || isMoved) return 'amended';
  if (!isOther) return undefined;
  return after.until === null ? 'grown' : 'amended';
}

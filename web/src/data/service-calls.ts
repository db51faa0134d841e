import type { Activity } from '../../../src/api/schemas/activity.ts';
import type { SloReport, Stats } from '../../../src/api/schemas/answers.ts';
import { queryOf, read } from './calls.ts';

export type { Activity, SloReport, Stats };

export function loadStats(signal?: AbortSignal): Promise<Stats> {
  return read<Stats>('/v1/stats', signal);
}

export function loadObjectives(signal?: AbortSignal): Promise<SloReport> {
  return read<SloReport>('/v1/slo', signal);
}

export function loadActivity(from: number, to: number, signal?: AbortSignal): Promise<Activity> {
  const iso = (instant: number) => new Date(instant).toISOString();
  return read<Activity>(`/v1/activity${queryOf({ from: iso(from), to: iso(to) })}`, signal);
}

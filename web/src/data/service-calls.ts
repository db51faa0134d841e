import type { Activity } from '../../../src/api/schemas/activity.ts';
import type { SloReport, Stats } from '../../../src/api/schemas/answers.ts';
import { queryOf, read } from './calls.ts';

export type { Activity, SloReport, Stats };
export type SilentUser = NonNullable<Activity['silent']>[number];

export function loadStats(signal?: AbortSignal): Promise<Stats> {
  return read<Stats>('/v1/stats', signal);
}

export function loadObjectives(signal?: AbortSignal): Promise<SloReport> {
  return read<SloReport>('/v1/slo', signal);
}

const iso = (instant: number) => new Date(instant).toISOString();

export function loadActivity(from: number, to: number, signal?: AbortSignal): Promise<Activity> {
  return read<Activity>(`/v1/activity${queryOf({ from: iso(from), to: iso(to) })}`, signal);
}

/** The same, and who has been silent since before the window. */
export async function loadSilence(from: number, to: number, signal?: AbortSignal) {
  const path = `/v1/activity${queryOf({ from: iso(from), to: iso(to), silent: true })}`;
  const { users, silent = [] } = await read<Activity>(path, signal);
  return { users, silent };
}

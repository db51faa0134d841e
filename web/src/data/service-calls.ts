import type { Activity } from '../../../src/api/schemas/activity.ts';
import type { SloReport, Stats } from '../../../src/api/schemas/answers.ts';
import type { Findings } from '../../../src/api/schemas/findings.ts';
import type { Retention } from '../../../src/api/schemas/retention.ts';
import { queryOf, read } from './calls.ts';

export type { Activity, Findings, Retention, SloReport, Stats };
export type SilentUser = NonNullable<Activity['silent']>[number];

export function loadStats(signal?: AbortSignal): Promise<Stats> {
  return read<Stats>('/v1/stats', signal);
}

export function loadObjectives(signal?: AbortSignal): Promise<SloReport> {
  return read<SloReport>('/v1/slo', signal);
}

/** What is wrong or slow, looked at within the last minute: to look anew each time would cost the store more than it tells. */
export function loadFindings(signal?: AbortSignal): Promise<Findings> {
  return read<Findings>('/v1/store/findings?maxAge=60', signal);
}

export function loadRetention(signal?: AbortSignal): Promise<Retention> {
  return read<Retention>('/v1/retention', signal);
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

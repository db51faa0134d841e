import type { StoreStats } from '../../../src/client/index.ts';
import type { Activity, Findings, Retention, SilentUser, SloReport } from '../../../src/client/service-client.ts';
import { ofService, ofStore } from './calls.ts';

export type { Activity, Findings, Retention, SilentUser };

/** In seconds: to look anew each time would cost the store more than it tells. */
const FINDINGS_MAX_AGE = 60;

export function loadStats(signal?: AbortSignal): Promise<StoreStats> {
  return ofStore((store) => store.stats(), signal);
}

export function loadObjectives(signal?: AbortSignal): Promise<SloReport> {
  return ofService((service) => service.slo(), signal);
}

/** What is wrong or slow, looked at within the last minute. */
export function loadFindings(signal?: AbortSignal): Promise<Findings> {
  return ofService((service) => service.diagnose({ maxAge: FINDINGS_MAX_AGE }), signal);
}

export function loadRetention(signal?: AbortSignal): Promise<Retention> {
  return ofService((service) => service.retention(), signal);
}

export function loadActivity(from: number, to: number, signal?: AbortSignal): Promise<Activity> {
  return ofService((service) => service.activity({ from: new Date(from), to: new Date(to) }), signal);
}

/** The same, and who has been silent since before the window. */
export async function loadSilence(from: number, to: number, signal?: AbortSignal) {
  const query = { from: new Date(from), to: new Date(to), silent: true };
  const { users, silent = [] } = await ofService((service) => service.activity(query), signal);
  return { users, silent };
}

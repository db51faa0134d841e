import { DAY_MS } from '../../src/window/bucket.ts';
import type { DashboardStore } from './dashboard-store.ts';
import type { MeasuredPage } from './measure-loads.ts';

const CHART = ['.page-head h1', '.time-chart canvas'];

/** The pages whose loading is measured, over a store. */
export function measuredPages({ personId, end }: DashboardStore): MeasuredPage[] {
  const iso = (instant: number) => new Date(instant).toISOString();
  const year = new Date(end).getUTCFullYear();
  const cohort = `/cohort?minAge=24&gender=male,female&minHeartRate=60&from=${year}-01-01&to=${year + 1}-01-01`;
  const week = `from=${iso(end - 97 * DAY_MS)}&to=${iso(end - 90 * DAY_MS)}`;
  return [
    { name: 'Overview', path: '/', usable: ['.tiles', '.severity-counts, .card .empty'] },
    { name: 'Cohort', path: cohort, usable: ['main tbody tr'] },
    { name: 'Person', path: `/people/${personId}`, usable: CHART },
    { name: 'Person, a week by a link', path: `/people/${personId}?${week}`, usable: CHART },
  ];
}

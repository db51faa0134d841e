import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { requireWindow } from '../../window/window.ts';
import type { ReadableStore } from '../reads/read-gate.ts';
import { silentUsers } from '../reads/silent-users.ts';
import { Activity, ActivityParameters } from '../schemas/activity.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';

const HOUR_MS = 3_600_000;
const MOST_HOURS = 48;
/** Below every heart rate: the cohort of all who have readings. */
const ANY_RATE = -1;

/** What has come in, of all users together. */
export async function activityRoutes(app: App, { queries }: ServiceContext): Promise<void> {
  app.get(
    '/v1/activity',
    {
      config: { scope: 'read', action: 'activity' },
      schema: {
        operationId: 'activity',
        tags: ['store'],
        summary: 'Readings and users with readings, hour by hour',
        description:
          'By when the readings were measured, in hours of UTC. The window lasts 48 hours at most. With silent also who was measured before it, and not since.',
        querystring: ActivityParameters,
        response: answers(Activity, 'All users together.'),
      },
    },
    async (request) => {
      const { from, to } = requireWindow(request.query);
      if (to - from >= MOST_HOURS * HOUR_MS) {
        throw new PulsebaseError('INVALID_ARGUMENT', `the window must last at most ${MOST_HOURS} hours`, {
          field: 'to',
        });
      }
      const activity = await queries.run('activity', request, {}, (store) => activityOf(store, from, to));
      if (request.query.silent !== true) return activity;
      const found = await queries.run('silent_users', request, {}, (store) => silentUsers(store, { from }));
      request.audited = { users: found.map(({ userId }) => userId) };
      const silent = found.map(({ lastReading, ...user }) => ({ ...user, lastReading: lastReading.toISOString() }));
      return { ...activity, silent };
    },
  );
}

async function activityOf(store: ReadableStore, from: number, to: number) {
  const users = new Set<number>();
  const hours: { start: string; readings: number; users: number }[] = [];
  for (let start = Math.floor(from / HOUR_MS) * HOUR_MS; start <= to; start += HOUR_MS) {
    const window = { from: new Date(Math.max(start, from)), to: new Date(Math.min(start + HOUR_MS - 1, to)) };
    const members = await store.queryUsers({ ...window, minHeartRate: ANY_RATE, details: true });
    for (const { userId } of members) users.add(userId);
    const readings = members.reduce((sum, { count }) => sum + count, 0);
    hours.push({ start: new Date(start).toISOString(), readings, users: members.length });
  }
  return { readings: hours.reduce((sum, hour) => sum + hour.readings, 0), users: users.size, hours };
}

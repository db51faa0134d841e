import type { LongWork } from '../../../engine/engine.ts';
import type { VerifyReport } from '../../../engine/verify-report.ts';
import { bucketOf, bucketStart } from '../../../window/bucket.ts';
import type { Connections, Session } from '../connections/connections.ts';
import { lockUsers } from '../rollups/lock-users.ts';
import { rebuildPages } from '../rollups/rebuild-pages.ts';
import { checkStore } from './check-store.ts';

/** Rebuilds the roll-ups of users in months where any differs; only their writers wait. */
export function repair(connections: Connections, work: LongWork): Promise<VerifyReport> {
  return checkStore(connections, work, (month, users) =>
    connections.transaction((session) => rebuildMonth(session, month, users), { idempotent: true }),
  );
}

async function rebuildMonth(session: Session, month: number, users: readonly number[]): Promise<void> {
  // Deleted users need no lock: nobody writes for them.
  await lockUsers(session, users, 'write');
  const days = {
    first: bucketOf('day', bucketStart('month', month)),
    last: bucketOf('day', bucketStart('month', month + 1)) - 1,
  };
  await rebuildPages(session, users, days, 'anywhere');
}

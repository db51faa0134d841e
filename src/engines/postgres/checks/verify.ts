import type { LongWork } from '../../../engine/engine.ts';
import type { VerifyReport } from '../../../engine/verify-report.ts';
import type { Connections } from '../connections/connections.ts';
import { checkStore } from './check-store.ts';

/** Compares every roll-up with the raw readings, without blocking anybody. */
export function verify(connections: Connections, work: LongWork): Promise<VerifyReport> {
  return checkStore(connections, work);
}

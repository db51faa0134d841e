import type { Alarm, AlarmFilter } from '../../../src/client/alarms.ts';
import { ofAlarms } from './calls.ts';

export type { Alarm, AlarmFilter };

/** The newest alarms of a kind: one more than asked for, when there are more. */
export function loadAlarms(filter: AlarmFilter, most: number, signal?: AbortSignal): Promise<Alarm[]> {
  return ofAlarms(async (client) => {
    const found: Alarm[] = [];
    for await (const alarm of client.listAlarms(filter)) {
      found.push(alarm);
      if (found.length > most) break;
    }
    return found;
  }, signal);
}

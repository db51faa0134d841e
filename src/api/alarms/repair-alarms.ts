import { setTimeout as sleep } from 'node:timers/promises';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { WatchOptions } from '../../store/store.ts';
import { ALL_TIME } from '../../window/window.ts';
import { MAX_NAMED } from './change-log.ts';
import { type AlarmReport, type VerificationParts, verifyAlarms } from './verify-alarms.ts';

const LOOK_MS = 50;

/**
 * Has everybody whose alarms differ from the readings evaluated wholly, by the service that leads, and waits until that is done.
 * Those who are told of alarms are told what changes. Returns what was found.
 *
 * @throws PulsebaseError `ABORTED`, after which it may still be done; or what the store or the state throws.
 */
export async function repairAlarms(parts: VerificationParts, watch: WatchOptions = {}): Promise<AlarmReport> {
  const { alarms, changes } = parts;
  const { report, userIds } = await verifyAlarms(parts, watch);
  for (let gone = await alarms.ofGoneRules(); gone.length > 0; gone = await alarms.ofGoneRules()) {
    for (const id of new Set(gone.map(({ ruleId }) => ruleId))) await alarms.retractAll({ id, name: '' }, Date.now());
  }
  const ids = [...userIds];
  const numbers = new Set<string>();
  for (let at = 0; at < ids.length; at += MAX_NAMED) {
    const users = ids.slice(at, at + MAX_NAMED);
    const note = await changes.begin({ users, window: ALL_TIME, isAboutUsers: true });
    await changes.end(note, users);
    numbers.add(`${note.service} ${note.number}`);
  }
  while ((await changes.list()).some(({ service, number }) => numbers.has(`${service} ${number}`))) {
    if (watch.signal?.aborted) {
      throw new PulsebaseError('ABORTED', 'what differs is noted, and will be evaluated, but nobody has waited for it');
    }
    await sleep(LOOK_MS);
  }
  return report;
}

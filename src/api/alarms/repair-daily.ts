import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { repairAlarms } from './repair-alarms.ts';
import type { VerificationParts } from './verify-alarms.ts';

const LOOK_MS = 1000;
const DAY_MS = 24 * 3600 * 1000;
const RETRY_MS = 60_000;
/** It rests so many times as long as it works. */
const RESTS = 9;

/**
 * Compares all alarms with the readings at once and then each day, gently, and mends what differs: what another program has written
 * into the store, nobody has told of.
 *
 * @param begin Gives what they are compared with; `undefined` as long as it is too early.
 * @param signal Ends it; it never rejects.
 */
export async function repairDaily(
  begin: () => Promise<VerificationParts | undefined>,
  log: FastifyBaseLogger,
  signal: AbortSignal,
): Promise<void> {
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => {});
  while (!signal.aborted) {
    let next = DAY_MS;
    try {
      const parts = await begin();
      if (parts === undefined) next = LOOK_MS;
      let workedFrom = performance.now();
      const rest = async () => {
        await pause(RESTS * (performance.now() - workedFrom));
        workedFrom = performance.now();
      };
      const found = parts && (await repairAlarms({ ...parts, rest }, { signal }));
      if (found?.ok === false) {
        log.info({ differing: found.differing }, 'alarms differed from the readings, and follow them again');
      }
    } catch (err) {
      next = RETRY_MS;
      if (!signal.aborted) log.warn({ err }, 'alarms cannot be compared with the readings; the service tries again');
    }
    await pause(next);
  }
}

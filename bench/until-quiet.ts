import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const STEP_MS = 500;
const MAX_MS = 120_000;
/** Ticks of 10 ms in a step: about 4 % of a processor. */
const QUIET_TICKS = 2;

/** Waits until a process is done with what it does unasked, such as merging what was loaded: two minutes at most. */
export async function untilQuiet(pid: number | undefined): Promise<void> {
  let before = processorTicks(pid);
  for (let waited = 0; before !== undefined && waited < MAX_MS; waited += STEP_MS) {
    await setTimeout(STEP_MS);
    const now = processorTicks(pid);
    if (now === undefined || now - before <= QUIET_TICKS) return;
    before = now;
  }
}

/** Processor time of a process, user and system; `undefined` where /proc does not tell. */
function processorTicks(pid: number | undefined): number | undefined {
  try {
    // The name in parentheses may hold blanks; utime and stime are the fields 14 and 15.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined;
  }
}

import type { LongWork } from '../../../engine/engine.ts';
import type { VerifyReport } from '../../../engine/verify-report.ts';
import { damagedPart } from '../engine-error.ts';
import type { Writer } from '../journal/writer.ts';
import type { KnownDamage } from '../statements/known-damage.ts';
import { compareRollups } from './compare-rollups.ts';

/** Rebuilds every roll-up that differs, and gives up damaged parts. */
export async function repair(writer: Writer, damage: KnownDamage, work: LongWork): Promise<VerifyReport> {
  const { executor, cache } = writer;
  const mend = () => compareRollups(executor, damage.problems, work, (month) => writer.recomputeMonth(month));
  const report = await writer.runOnParts(async () => {
    cache.reset();
    await damage.giveUpAll();
    // Parts that a statement could not read, and that were found whole when they were checked.
    const whole = new Set<string>();
    for (;;) {
      try {
        await writer.drain();
        const mended = await writer.alone(mend);
        await executor.sync();
        return mended;
      } catch (error) {
        // The part is given up, and all is compared again: it may have held rows of several months.
        const part = damagedPart(error);
        if (part === undefined || whole.has(part.part)) throw error;
        if (!(await damage.giveUp(part))) whole.add(part.part);
      }
    }
  });
  await writer.recent.flush();
  return report;
}

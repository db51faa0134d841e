import type { LongWork } from '../../../engine/engine.ts';
import type { VerifyReport } from '../../../engine/verify-report.ts';
import type { Writer } from '../journal/writer.ts';
import type { KnownDamage } from '../statements/known-damage.ts';
import { compareRollups } from './compare-rollups.ts';

/** Compares every roll-up with the raw readings. */
export async function verify(writer: Writer, damage: KnownDamage, work: LongWork): Promise<VerifyReport> {
  const compare = () => compareRollups(writer.executor, damage.problems, work);
  await writer.ensureCurrent();
  return writer.run(async () => {
    const report = await compare();
    // Concurrent writes of other processes are not differences.
    return report.ok ? report : writer.journal.confirm(report, () => writer.alone(compare));
  });
}

import { giveWay } from '../async/give-way.ts';
import { collapseDuplicates } from '../engine/collapse-duplicates.ts';
import type { Engine, PutCounts } from '../engine/engine.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { DryRun } from './dry-run.ts';

/** Rows that are looked at before others may have their turn. */
const ROWS_AT_A_TIME = 10_000;

/** Counts what writing a block would do, after what the run would have written before it. */
export async function countDryRun(
  engine: Engine,
  block: ReadingBlock,
  unknown: ReadonlySet<number>,
  run: DryRun | undefined,
): Promise<PutCounts> {
  const rows = collapseDuplicates(block, unknown, ['user']);
  await giveWay();
  let [inserted, updated, unchanged] = [0, rows.updated, rows.unchanged];
  if (rows.length === 0) return { inserted, updated, unchanged };
  const stored = await engine.storedReadings(rows);
  let user = Number.NaN;
  let ofUser: ReadonlyMap<number, number> | undefined;
  for (let at = 0; at < rows.length; at += 1) {
    if (at % ROWS_AT_A_TIME === 0) await giveWay();
    const userId = rows.userIds[at]!;
    const instant = rows.timestamps[at]!;
    if (userId !== user) {
      user = userId;
      ofUser = stored.get(userId);
    }
    const before = run?.write(userId, instant, rows.last[at]!) ?? ofUser?.get(instant);
    if (before === undefined) inserted += 1;
    else if (before === rows.first[at]) unchanged += 1;
    else updated += 1;
  }
  return { inserted, updated, unchanged };
}

import { setTimeout as pause } from 'node:timers/promises';
import { diskFull, engineError } from '../engine-error.ts';
import { roomToRewrite } from '../journal/room-to-rewrite.ts';
import type { TableName } from '../statements/table-names.ts';

const MAX_PAUSE_MS = 50;
/** A deletion that does not move for so long, on a disk without room for it, will not move. */
const STUCK_MS = 1000;

/**
 * Waits until the deletions that were asked of a table are carried out. The engine would wait itself, but without an end when
 * the disk has no room for the parts that are to be rewritten; and one that has failed it tries again ever more rarely.
 *
 * @param ask Runs a statement and gives its answer as tab-separated text.
 * @param writesFailed Whether parts may lie there that could not be written: to go on, the engine needs the room that it lacks.
 * @throws PulsebaseError `DISK_FULL`, or what else the deletion failed of. It is withdrawn then; some rows may be gone.
 */
export async function untilDeleted(
  table: TableName,
  ask: (sql: string) => Promise<string>,
  writesFailed: () => Promise<boolean>,
): Promise<void> {
  const ours = `database = 'pulsebase' AND table = '${table}'`;
  const started = performance.now();
  let moved = { at: performance.now(), left: -1 };
  try {
    for (let ms = 1; ; ms = Math.min(2 * ms, MAX_PAUSE_MS)) {
      // In the engine's clock of this moment: were it set back, a failure of now would lie before one's own beginning.
      const seconds = Math.ceil((performance.now() - started) / 1000) + 1;
      const text = await ask(
        `SELECT count(), sum(parts_to_do),
          (SELECT max(bytes_on_disk) FROM system.parts WHERE active AND ${ours}),
          (SELECT min(unreserved_space) FROM system.disks),
          maxIf(latest_fail_reason, latest_fail_time >= now() - ${seconds})
        FROM system.mutations WHERE NOT is_done AND ${ours}`,
      );
      if (await writesFailed()) throw diskFull();
      const [count, left, largest, room, ...reason] = text.trimEnd().split('\t');
      if (Number(count) === 0) return;
      if (reason.join('') !== '') throw engineError(new Error(reason.join('')));
      if (Number(left) !== moved.left) moved = { at: performance.now(), left: Number(left) };
      const isStuck = performance.now() - moved.at > STUCK_MS && Number(room) < roomToRewrite(Number(largest));
      if (isStuck) throw diskFull();
      await pause(ms);
    }
  } catch (error) {
    await ask(`KILL MUTATION WHERE NOT is_done AND ${ours}`).catch(() => {});
    throw engineError(error);
  }
}

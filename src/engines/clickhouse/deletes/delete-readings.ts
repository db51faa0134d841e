import type { Window } from '../../../window/window.ts';
import { readingsCondition } from '../journal/delete-statements.ts';
import type { Writer } from '../journal/writer.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { carryOutDeletion } from './carry-out-deletion.ts';

/** Deletes readings of some users, or of all, in a window. @returns Their number. */
export function deleteReadings(writer: Writer, userIds: readonly number[] | 'all', window: Window): Promise<number> {
  const users = userIds === 'all' ? null : userIds;
  return writer.run(async () => {
    await writer.drain();
    const [[readings = 0] = []] = await queryIntegers(
      writer.executor,
      `SELECT count() FROM pulsebase.readings FINAL WHERE ${readingsCondition(users, window)}`,
      1,
    );
    if (readings > 0) await carryOutDeletion(writer, { kind: 'delete-readings', users, ...window });
    return readings;
  });
}

import type { DeleteCounts } from '../../../engine/engine.ts';
import type { Writer } from '../journal/writer.ts';
import { bucketIdOf } from '../schema/bucket-id.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';
import { knownUsers } from '../users/find-users.ts';
import { carryOutDeletion } from './carry-out-deletion.ts';

/** Deletes users with all their readings; unknown ids are ignored. */
export function deleteUsers(writer: Writer, ids: readonly number[]): Promise<DeleteCounts> {
  return writer.run(async () => {
    await writer.drain();
    const users = [...(await knownUsers(writer, ids))];
    if (users.length === 0) return { users: 0, readings: 0 };
    const [[readings = 0] = []] = await queryIntegers(
      writer.executor,
      `SELECT sum(readings) FROM pulsebase.rollups FINAL
      WHERE slot >= ${bucketIdOf('month', 0)} AND user_id IN (${sqlIntegers(users)})`,
      1,
    );
    await carryOutDeletion(writer, { kind: 'delete-users', users });
    return { users: users.length, readings };
  });
}

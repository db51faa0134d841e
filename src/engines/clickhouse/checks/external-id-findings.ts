import type { Finding } from '../../../engine/finding.ts';
import type { Executor } from '../statements/executor.ts';
import { queryObjects } from '../statements/query-objects.ts';

/** Whether each external id belongs to one user: a write that bypasses Pulsebase, or a failure of a cluster, may break that. */
export async function externalIdFindings(executor: Executor): Promise<Finding[]> {
  const rows = await queryObjects(
    executor,
    `SELECT external_id, arrayStringConcat(arrayMap(id -> toString(id), arraySort(groupArray(id))), ', ') AS ids
    FROM pulsebase.users FINAL WHERE external_id != ''
    GROUP BY external_id HAVING count() > 1 ORDER BY external_id`,
  );
  const [first] = rows;
  if (first === undefined) return [];
  const many = rows.length === 1 ? '1 external id belongs' : `${rows.length} external ids belong`;
  const message = `${many} to several users, such as ${JSON.stringify(first.external_id)} to ${first.ids}`;
  return [
    {
      grade: 'fault',
      subject: 'external ids',
      message: `${message}; it names the lowest of them`,
      advice: 'put the others with external ids of their own, or delete them',
    },
  ];
}

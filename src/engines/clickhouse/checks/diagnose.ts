import type { Finding } from '../../../engine/finding.ts';
import type { Executor } from '../statements/executor.ts';
import type { KnownDamage } from '../statements/known-damage.ts';
import { externalIdFindings } from './external-id-findings.ts';

/** What is wrong with a store, or slow, beyond what `verify` compares. */
export async function diagnose(executor: Executor, damage: KnownDamage): Promise<readonly Finding[]> {
  const damaged = damage.problems.map((message): Finding => ({ grade: 'fault', subject: 'parts', message }));
  // A single process does that itself.
  const named = executor.topology.hasJournalTables ? await externalIdFindings(executor) : [];
  return [...damaged, ...named, ...((await executor.diagnose?.()) ?? [])];
}

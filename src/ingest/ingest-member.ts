import type { OpenMember } from '../importers/open-import.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { UserName } from '../model/user-name.ts';
import { DryRun } from '../store/dry-run.ts';
import type { IngestOptions, Receipt, Store } from '../store/store.ts';
import { applyFacts } from './apply-facts.ts';
import { usersToMake } from './users-to-make.ts';

export interface MemberOptions extends IngestOptions {
  /** Whose readings they are where the file names nobody. */
  readonly person?: number | UserName | undefined;
  /** Looks at the blocks on their way. */
  readonly watch?: ((blocks: AsyncIterable<ReadingBlock>) => AsyncIterable<ReadingBlock>) | undefined;
}

/**
 * Brings the readings of a file into a store and, where users may be made, what it says of them. A dry run counts the users who
 * would be made.
 *
 * @throws what reading the file and writing to the store throw; all blocks up to there are kept.
 */
export async function ingestMember(
  store: Store,
  member: OpenMember,
  { person, watch = (blocks) => blocks, ...options }: MemberOptions,
): Promise<Receipt> {
  const dryRun = options.dryRun === true ? new DryRun() : (options.dryRun ?? false);
  let usersCreated = 0;
  const describe = async () => {
    const facts = member.takePeople();
    if (options.unknownUsers !== 'create') return;
    usersCreated +=
      dryRun === false ? await applyFacts(store, facts, person) : await usersToMake(store, facts, person, dryRun);
  };
  async function* blocks(): AsyncGenerator<ReadingBlock> {
    // What a file says of people may stand before or behind their readings.
    for await (const block of member.blocks()) {
      await describe();
      yield block;
    }
    await describe();
  }
  const receipt = await store.ingest(watch(blocks()), { ...options, dryRun });
  return { ...receipt, usersCreated: receipt.usersCreated + usersCreated };
}

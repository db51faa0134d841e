import type { OpenMember } from '../importers/open-import.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { UserName } from '../model/user-name.ts';
import type { IngestOptions, Receipt, Store } from '../store/store.ts';
import { applyFacts } from './apply-facts.ts';

export interface MemberOptions extends IngestOptions {
  /** Whose readings they are where the file names nobody. */
  readonly person?: number | UserName | undefined;
  /** Looks at the blocks on their way. */
  readonly watch?: ((blocks: AsyncIterable<ReadingBlock>) => AsyncIterable<ReadingBlock>) | undefined;
}

/**
 * Brings the readings of a file into a store and, where users may be made, what it says of them.
 *
 * @throws what reading the file and writing to the store throw; all blocks up to there are kept.
 */
export async function ingestMember(
  store: Store,
  member: OpenMember,
  { person, watch = (blocks) => blocks, ...options }: MemberOptions,
): Promise<Receipt> {
  const mayDescribe = options.unknownUsers === 'create' && options.dryRun !== true;
  let usersCreated = 0;
  const describe = async () => {
    const facts = member.takePeople();
    if (mayDescribe) usersCreated += await applyFacts(store, facts, person);
  };
  async function* blocks(): AsyncGenerator<ReadingBlock> {
    // What a file says of people may stand before or behind their readings.
    for await (const block of member.blocks()) {
      await describe();
      yield block;
    }
    await describe();
  }
  const receipt = await store.ingest(watch(blocks()), options);
  return { ...receipt, usersCreated: receipt.usersCreated + usersCreated };
}

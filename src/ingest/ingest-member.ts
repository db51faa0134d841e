import type { OpenMember } from '../importers/open-import.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import { UserName } from '../model/user-name.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { IngestOptions, Receipt, Store } from '../store/store.ts';
import { applyFacts } from './apply-facts.ts';

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
  const mayDescribe = options.unknownUsers === 'create';
  const told = new ToldUsers();
  let usersCreated = 0;
  const describe = async () => {
    const facts = member.takePeople();
    if (!mayDescribe) return;
    if (options.dryRun === true) told.add(facts.map(({ user = person }) => user));
    else usersCreated += await applyFacts(store, facts, person);
  };
  async function* blocks(): AsyncGenerator<ReadingBlock> {
    // What a file says of people may stand before or behind their readings.
    for await (const block of member.blocks()) {
      await describe();
      if (mayDescribe && options.dryRun === true) told.haveReadings(block);
      yield block;
    }
    await describe();
  }
  const receipt = await store.ingest(watch(blocks()), options);
  usersCreated += await told.countUnknown(store);
  return { ...receipt, usersCreated: receipt.usersCreated + usersCreated };
}

/** The users of a dry run of whom a file tells, and who have no readings in it: the store counts the others. */
class ToldUsers {
  readonly #told = new Set<UserRef>();
  readonly #withReadings = new Set<UserRef>();

  add(users: readonly (number | UserName | undefined)[]): void {
    for (const user of users) if (user !== undefined) this.#told.add(user instanceof UserName ? user.text : user);
  }

  haveReadings(block: ReadingBlock): void {
    for (let at = 0; at < block.length; at += 1) this.#withReadings.add(block.userAt(at));
  }

  async countUnknown(store: Store): Promise<number> {
    const others = [...this.#told].filter((user) => !this.#withReadings.has(user));
    return (await store.identifyUsers(others)).filter((user) => user === undefined).length;
  }
}

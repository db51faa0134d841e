import type { Engine } from '../engine/engine.ts';
import { isExternalId } from '../model/external-id.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { Rejection } from '../model/rejection.ts';
import { showValue } from '../model/show-value.ts';
import { takeRowsOut } from '../model/take-rows-out.ts';
import { UNKNOWN_PERSON } from '../model/user.ts';
import { canonicalUserId } from '../model/user-id.ts';
import { MAX_EXTERNAL_ID_LENGTH } from '../model/user-name.ts';
import { describeNobody } from '../model/user-not-found.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { TextHash } from './derived-user-id.ts';
import { freeUserIds } from './free-user-ids.ts';

/** The result of looking up the names of a block. */
export interface ResolvedNames {
  /** Rows whose names belong to nobody; they are removed from the block. */
  readonly rejections: Rejection[];
  readonly usersCreated: number;
}

/** What becomes of names that nobody has: their rows are rejected, users are made for them, or, in a dry run, only their ids. */
export type UnknownNames = 'reject' | 'create' | 'derive';

/** Users whom the readings of one load name by text: each name is looked up once. */
export class NamedUsers {
  readonly #engine: Engine;
  readonly #unknown: UnknownNames;
  readonly #onWarning: (line: string) => void;
  readonly #hash: TextHash | undefined;
  /** By name; `undefined` where nobody has it. */
  readonly #ids = new Map<string, number | undefined>();
  /** External ids by user id, as looked up. */
  readonly #names = new Map<number, string>();

  constructor(engine: Engine, unknown: UnknownNames, onWarning: (line: string) => void = () => {}, hash?: TextHash) {
    this.#engine = engine;
    this.#unknown = unknown;
    this.#onWarning = onWarning;
    this.#hash = hash;
  }

  /** How messages name a user: as the load does, if it uses a name. */
  refOf(userId: number): UserRef {
    return this.#names.get(userId) ?? userId;
  }

  /** The external id of a user, if the load named one. */
  externalIdOf(userId: number): string | null {
    return this.#names.get(userId) ?? null;
  }

  /** Replaces the names in a block by user ids. */
  async resolve(block: ReadingBlock): Promise<ResolvedNames> {
    const { userIds, userNames } = block;
    if (userNames.length === 0) return { rejections: [], usersCreated: 0 };
    const usersCreated = await this.#lookUp(usedNames(block));
    const rejections = takeRowsOut(block, (at) => {
      const userId = userIds[at]!;
      if (userId >= 0) return undefined;
      const name = userNames[-userId - 1]!;
      const found = this.#ids.get(name);
      if (found === undefined) return rejectionOf(block, at, name);
      userIds[at] = found;
      return undefined;
    });
    return { rejections, usersCreated };
  }

  async #lookUp(names: ReadonlySet<string>): Promise<number> {
    let missing = await this.#find([...names].filter((name) => !this.#ids.has(name)));
    if (this.#unknown === 'derive') await this.#derive(missing);
    let created = 0;
    while (this.#unknown === 'create' && missing.length > 0) {
      created += await this.#create(missing);
      // Another process may have created the same user meanwhile, or another one with the same id.
      missing = await this.#find(missing);
    }
    return created;
  }

  /** Records who has these names, and returns the unused ones that a new user could have. */
  async #find(names: readonly string[]): Promise<string[]> {
    const possible = names.filter(isExternalId);
    for (const name of names) this.#ids.set(name, canonicalUserId(name));
    for (const { id, externalId } of possible.length === 0 ? [] : await this.#engine.findByExternalId(possible)) {
      this.#ids.set(externalId, id);
      this.#names.set(id, externalId);
    }
    return possible.filter((name) => this.#ids.get(name) === undefined);
  }

  /** Gives names the ids that users made for them would have. */
  async #derive(names: readonly string[]): Promise<void> {
    const { ids } = await freeUserIds(this.#engine, names, this.#hash);
    for (const [name, id] of ids) {
      this.#ids.set(name, id);
      this.#names.set(id, name);
    }
  }

  async #create(names: readonly string[]): Promise<number> {
    const { ids, collisions } = await freeUserIds(this.#engine, names, this.#hash);
    const users = [...ids].map(([externalId, id]) => ({ ...UNKNOWN_PERSON, id, externalId }));
    const { inserted } = await this.#engine.putUsers(users, 'keep');
    for (const collision of collisions) this.#onWarning(collision);
    return inserted;
  }
}

/** The names that the readings of a block use; rejected rows may have used others. */
function usedNames({ length, userIds, userNames }: ReadingBlock): Set<string> {
  const used = new Set<string>();
  let last = 0;
  for (let at = 0; at < length; at += 1) {
    const number = userIds[at]!;
    if (number < 0 && number !== last) used.add(userNames[-number - 1]!);
    last = number;
  }
  return used;
}

function rejectionOf(block: ReadingBlock, at: number, name: string): Rejection {
  if (isExternalId(name)) return block.rejectionAt(at, 'unknown_user', describeNobody(name));
  const message = `user ${showValue(name)} is not text of 1 to ${MAX_EXTERNAL_ID_LENGTH} characters without control characters`;
  return block.rejectionAt(at, 'invalid_user_id', message);
}

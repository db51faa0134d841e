import type { PartName } from '../engine-error.ts';
import type { TableName } from './table-names.ts';

/** The known damage of a store, and how to give it up. */
export interface KnownDamage {
  /** One line each. */
  readonly problems: readonly string[];
  /** @throws PulsebaseError `STORE_DAMAGED` when a part of one of the tables is missing. */
  check(...tables: readonly TableName[]): void;
  /** Gives up the parts that were set aside when the store was opened. Their files are kept. */
  giveUpAll(): Promise<void>;
  /**
   * Rereads a part that a statement could not read, and gives it up if it is damaged. Its files are kept.
   *
   * @returns Whether it was.
   * @throws PulsebaseError such as `RESOURCES_EXHAUSTED` when that cannot be determined now.
   */
  giveUp(found: PartName): Promise<boolean>;
}

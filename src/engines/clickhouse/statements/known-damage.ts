import type { PartName } from '../engine-error.ts';
import type { TableName } from './table-names.ts';

/** What is known to be damaged in a store, and how to go on without it. */
export interface KnownDamage {
  /** One line each. */
  readonly problems: readonly string[];
  /** @throws PulsebaseError `STORE_DAMAGED` when a part of one of the tables is missing. */
  check(...tables: readonly TableName[]): void;
  /** Goes on without the parts that were set aside when the store was opened. Their files are kept. */
  giveUpAll(): Promise<void>;
  /**
   * Reads a part again that a statement could not read, and goes on without it when it is damaged indeed. Its files are kept.
   *
   * @returns Whether it was.
   * @throws PulsebaseError such as `RESOURCES_EXHAUSTED` when that cannot be told now.
   */
  giveUp(found: PartName): Promise<boolean>;
}

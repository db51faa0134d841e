import type { ReadingBlock } from '../model/reading-block.ts';
import type { User } from '../model/user.ts';
import type { BucketAverage } from '../store/store.ts';
import type { WindowInput } from '../window/window.ts';
import type { ExportedStore } from './selected-users.ts';
import type { UserNames } from './user-names.ts';

/** What can be exported: readings, averages by UTC hour, day, ISO week or month, or users. */
export const EXPORTED = ['readings', 'hours', 'days', 'weeks', 'months', 'users'] as const;

/** One of {@link EXPORTED}. */
export type Exported = (typeof EXPORTED)[number];

/** A piece of a file. */
export type Piece = string | Uint8Array;

/** The average of one user's hour, day, week or month. */
export interface UserAverage extends BucketAverage {
  readonly userId: number;
}

/** A kind of file that can be written. Adding one is a folder and a line in the registry. */
export interface ExportFormat {
  /** A word in small letters, as `export --format` takes it. */
  readonly name: string;
  /** How names of its files end, without the dot. */
  readonly extension: string;
  /** Its content type over HTTP. */
  readonly mediaType: string;
  /** What it is, for the description of the service and the help. */
  readonly description: string;
  /** Writes readings, in the order in which they come. */
  readings(blocks: AsyncIterable<ReadingBlock>, names: UserNames): AsyncIterable<Piece>;
  /**
   * Writes the readings of everybody, where the store writes such files itself; `undefined` where it does not.
   *
   * @param onRows Called with the number of readings of each piece.
   */
  everybody?(
    store: ExportedStore,
    window: WindowInput,
    onRows: (rows: number) => void,
  ): AsyncIterable<Piece> | undefined;
  /** Writes averages; left out where it has none. */
  averages?(pages: AsyncIterable<readonly UserAverage[]>): AsyncIterable<Piece>;
  /** Writes users with all that is known of them; left out where it has none. */
  users?(pages: AsyncIterable<readonly User[]>): AsyncIterable<Piece>;
}

/** What a store holds. Sizes are bytes on disk, roughly, as the engine reports them. */
export interface StoreStats {
  /** Short name of the engine, such as `chdb`. */
  readonly engine: string;
  /** Version of the database, as it reports itself. */
  readonly engineVersion: string;
  /** Version of the tables: the number of the last migration. */
  readonly schemaVersion: number;
  /** Number of users. */
  readonly users: number;
  /** Number of readings. */
  readonly readings: number;
  /** Instant of the first reading; `null` in an empty store. */
  readonly firstReading: Date | null;
  /** Instant of the last reading; `null` in an empty store. */
  readonly lastReading: Date | null;
  /** Buckets that hold readings, by level. */
  readonly rollups: { readonly hour: number; readonly day: number; readonly month: number };
  /** Bytes of the readings, of their roll-ups, and of everything together. */
  readonly bytes: { readonly readings: number; readonly rollups: number; readonly total: number };
  /** Writes that a failure left unfinished and that will be finished before the next answer; 0 where that cannot happen. */
  readonly pendingWrites: number;
}

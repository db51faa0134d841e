/** What a store holds. Sizes are bytes on disk, roughly, as the engine reports them. */
export interface StoreStats {
  readonly engine: string;
  readonly engineVersion: string;
  readonly schemaVersion: number;
  readonly users: number;
  readonly readings: number;
  /** Instant of the first and the last reading, Unix milliseconds; `null` in an empty store. */
  readonly firstReading: number | null;
  readonly lastReading: number | null;
  readonly rollups: { readonly hour: number; readonly day: number; readonly month: number };
  readonly bytes: { readonly readings: number; readonly rollups: number; readonly total: number };
  /** Writes that a failure left unfinished and that the next answer will finish. */
  readonly pendingWrites: number;
}

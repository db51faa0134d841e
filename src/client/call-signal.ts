/** How a call is stopped. */
export interface CallSignal {
  /** Stops it with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

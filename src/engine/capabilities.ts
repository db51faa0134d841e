/** What one store can do and another cannot, so that no code depends on an engine's name. */
export interface Capabilities {
  /** Whether writes run concurrently. If not, they wait for each other in the store, so that queueing them costs nothing. */
  readonly concurrentWriters: boolean;
}

/** What one store can do and another cannot, so that nobody needs to ask for the name of an engine. */
export interface Capabilities {
  /**
   * Whether writes that are begun at the same time are carried out at the same time. Where they are not, they wait for each
   * other in the store, and whoever queues them loses nothing.
   */
  readonly concurrentWriters: boolean;
}

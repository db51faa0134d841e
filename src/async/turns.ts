/** Lets work through when its turn has come. */
export interface Turns {
  run<T>(work: () => Promise<T>): Promise<T>;
}

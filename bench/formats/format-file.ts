/** A file of a format, made for measuring how fast it is read. */
export interface FormatFile {
  /** What it is, for the report. */
  readonly name: string;
  /** Readings in it. */
  readonly readings: number;
  /** Sum of their heart rates, bpm. */
  readonly sum: number;
  /** Readings a second that are wanted. */
  readonly goal: number;
  chunks(): Iterable<Buffer>;
}

/** A file, or a member of an archive, as stored. */
export interface PackedFile {
  /** How messages call it: the path of the file, and within an archive that of the member behind it. */
  readonly name: string;
  /** The file on disk that holds exactly these bytes, where there is one. */
  readonly path?: string | undefined;
  /** The bytes from the first on; again each time, unless `isOnce`. */
  open(): AsyncGenerator<Buffer>;
  /** Told by an archive that is read by position how far it has come, in bytes of this file. */
  onRead?(bytes: number): void;
  /** They can be opened only once, as from a pipe. */
  readonly isOnce?: boolean | undefined;
}

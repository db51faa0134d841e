/** Behind which line to go on: opaque to all but the lines that it is of. */
export type LinePlace = readonly (string | number)[];

/** A line that was kept. */
export interface PastLine {
  readonly text: string;
  /** Lines behind it are older. */
  readonly place: LinePlace;
}

/** Which lines to read again. */
export interface PastLinesRange {
  /** Only lines behind this place. */
  readonly after?: LinePlace | undefined;
  /** Lines added later than this (Unix ms) may be left out. */
  readonly to?: number | undefined;
}

/** Lines that were kept, to be read again from the newest to the oldest, however many there are. */
export interface PastLines {
  /**
   * @throws PulsebaseError `INVALID_ARGUMENT` for a place that is none of these lines, or no longer is; `FILE_UNREADABLE` where what is
   *   written cannot be read again; an error of the file system or the database.
   */
  newestFirst(range: PastLinesRange): AsyncGenerator<PastLine>;
}

/**
 * A longer row is taken in no format, in bytes of a line or characters of a JSON value. Readings and users take a few hundred; the room
 * beyond that is for what is skipped. To read a row is one piece of work, so this also bounds how long a row can hold the event
 * loop.
 */
export const MAX_ROW = 64 * 1024;

/** What is said of such a line. */
export const LINE_TOO_LONG = `the line is longer than ${MAX_ROW} bytes`;

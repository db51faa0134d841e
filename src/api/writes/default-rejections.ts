/** Rejected rows in an answer unless its caller requests another number. */
export const DEFAULT_REJECTIONS = 1000;

/** Rejected rows that an answer holds unless its caller asks for another number. */
export const DEFAULT_REJECTIONS = 1000;

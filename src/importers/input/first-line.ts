import { blankEnd } from './blank-end.ts';

/** The first line of a text that is not blank. */
export interface FirstLine {
  /** Without its line end; as much of it as there is. */
  readonly line: string;
  /** Where it begins. */
  readonly start: number;
  /** Whether its end has come too. */
  readonly isWhole: boolean;
}

/** `undefined` when all lines are blank. */
export function firstLine(text: string): FirstLine | undefined {
  const at = blankEnd(text, 0);
  if (at === text.length) return undefined;
  const start = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
  const end = lineEnd(text, start);
  const line = text.slice(start, end < 0 ? undefined : end);
  return { line, start, isWhole: end >= 0 };
}

/** Where a line ends: at a line feed, or at a carriage return with one or without. */
function lineEnd(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  const carriage = text.indexOf('\r', start);
  return carriage >= 0 && (feed < 0 || carriage < feed) ? carriage : feed;
}

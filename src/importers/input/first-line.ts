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
  const start = text.lastIndexOf('\n', at) + 1;
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
  return { line, start, isWhole: end >= 0 };
}

import { shortFigure } from '../report/figures.ts';
import type { Line, PowerLaw } from './fit.ts';

/** Exponent, its R² and the line as cells of a table; the line counts in `unit`, such as thousands. */
export function fitCells(power: PowerLaw | undefined, line: Line | undefined, unit = 1): [string, string, string] {
  if (power === undefined || line === undefined) return ['', '', ''];
  const slope = `${line.slope < 0 ? '-' : '+'} ${shortFigure(Math.abs(line.slope) * unit)} x`;
  return [power.exponent.toFixed(2), power.r2.toFixed(2), `${shortFigure(line.intercept)} ${slope}`];
}

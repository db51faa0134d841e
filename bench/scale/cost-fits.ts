import { type Cell, cellName } from '../queries/cells.ts';
import { fitLine, fitPower, type Line, type Point, type PowerLaw } from './fit.ts';
import type { Checkpoint } from './scale-result.ts';

/** How the median of one kind of query follows a number that grew. */
export interface CostFit {
  readonly cell: Cell;
  readonly points: readonly Point[];
  /** Milliseconds = factor x number to the exponent. */
  readonly power: PowerLaw | undefined;
  /** Milliseconds = intercept + slope x number. */
  readonly line: Line | undefined;
}

/** For every kind of query that was asked. `x` is what grew, such as the readings or the users. */
export function costFits(checkpoints: readonly Checkpoint[], x: (checkpoint: Checkpoint) => number): CostFit[] {
  const cells = checkpoints[0]?.cells.map(({ cell }) => cell) ?? [];
  return cells.map((cell) => {
    const points = checkpoints.flatMap((checkpoint) => {
      const found = checkpoint.cells.find((other) => cellName(other.cell) === cellName(cell));
      const y = found?.warm.embedded?.p50;
      return y === undefined ? [] : [{ x: x(checkpoint), y }];
    });
    return { cell, points, power: fitPower(points), line: fitLine(points) };
  });
}

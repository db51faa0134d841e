/** A line of least squares: `y = intercept + slope * x`, with the share of the variance that it explains. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
  /** 1 for points on the line. Where nothing varies there is nothing to explain, and it is 1 too. */
  readonly r2: number;
}

/** A power law of least squares on logarithms: `y = factor * x ** exponent`. */
export interface PowerLaw {
  readonly factor: number;
  readonly exponent: number;
  readonly r2: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `undefined` for fewer than two different `x`. */
export function fitLine(points: readonly Point[]): Line | undefined {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [middleX, middleY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spreadX = mean(({ x }) => (x - middleX) ** 2);
  if (points.length < 2 || spreadX === 0) return undefined;
  const slope = mean(({ x, y }) => (x - middleX) * (y - middleY)) / spreadX;
  const intercept = middleY - slope * middleX;
  const spreadY = mean(({ y }) => (y - middleY) ** 2);
  const left = mean(({ x, y }) => (y - intercept - slope * x) ** 2);
  return { intercept, slope, r2: spreadY === 0 ? 1 : 1 - left / spreadY };
}

/** Of positive points; `undefined` for fewer than two different `x`. */
export function fitPower(points: readonly Point[]): PowerLaw | undefined {
  const line = fitLine(points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) })));
  return line === undefined ? undefined : { factor: Math.exp(line.intercept), exponent: line.slope, r2: line.r2 };
}

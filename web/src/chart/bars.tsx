interface Bar {
  readonly value: number;
  /** What it stands for, in words. */
  readonly words: string;
  readonly isMarked?: boolean;
}

interface Properties {
  readonly bars: readonly Bar[];
  readonly summary: string;
  readonly height?: number;
  /** Marks below, each at a bar. */
  readonly labels?: readonly (readonly [bar: number, words: string])[];
}

/** In percent; a label in the middle of a bar behind it would not fit. */
const NEAR_THE_END = 92;

/** Bars from a common ground; each tells what it stands for where the pointer rests, and all of them in a list to who hears the page. */
export function Bars({ bars, summary, height = 96, labels = [] }: Properties) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const width = 100 / Math.max(1, bars.length);
  return (
    <div class="bars">
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        style={{ height: `${height}px` }}
      >
        {bars.map(({ value, words, isMarked = false }, at) => {
          const tall = value === 0 ? 0 : Math.max(1.5, (value / most) * (height - 2));
          return (
            <g key={words}>
              <title>{words}</title>
              <rect class="bar-field" x={at * width} y={0} width={width} height={height} />
              <rect
                class={isMarked ? 'bar bar-marked' : 'bar'}
                x={at * width + width * 0.1}
                y={height - tall}
                width={width * 0.8}
                height={tall}
              />
            </g>
          );
        })}
      </svg>
      <ul class="unseen" aria-label={summary}>
        {bars.map(({ words }) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <div class="bar-labels small muted number" aria-hidden="true">
        {labels.map(([bar, words]) => {
          const middle = (bar + 0.5) * width;
          return middle > NEAR_THE_END ? (
            <span key={bar} class="at-end">
              {words}
            </span>
          ) : (
            <span key={bar} style={{ left: `${middle}%` }}>
              {words}
            </span>
          );
        })}
      </div>
    </div>
  );
}

import { formatCount } from '../format/numbers.ts';
import { DataTable } from '../parts/data-table.tsx';

interface Bar {
  readonly value: number;
  /** What it stands for, in words. */
  readonly of: string;
  /** The value in words. */
  readonly words: string;
}

interface Properties {
  readonly bars: readonly Bar[];
  readonly summary: string;
  /** What the bars stand for, and what their values are. */
  readonly titles: readonly [of: string, value: string];
  /** Whether their table is shown in place of the bars. */
  readonly isTable: boolean;
  readonly height?: number;
  /** Marks below, each at a bar. */
  readonly labels?: readonly (readonly [bar: number, words: string])[];
}

/** In percent; a label in the middle of a bar behind it would not fit. */
const NEAR_THE_END = 92;

/** Bars from a common ground, each of which tells what it stands for where the pointer rests; or the table behind them. */
export function Bars({ bars, summary, titles: [of, value], isTable, height = 96, labels = [] }: Properties) {
  const rows = bars.map((bar, at) => ({ ...bar, at }));
  if (isTable) {
    return (
      <DataTable
        caption={summary}
        rows={rows}
        keyOf={({ at }) => at}
        columns={[
          { name: 'of', title: of, cell: (bar) => bar.of },
          { name: 'value', title: value, isNumber: true, cell: ({ value: count }) => formatCount(count) },
        ]}
      />
    );
  }
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
        {rows.map(({ at, of: what, value: count, words }) => {
          const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * (height - 2));
          return (
            <g key={at}>
              <title>{`${what}: ${words}`}</title>
              <rect class="bar-field" x={at * width} y={0} width={width} height={height} />
              <rect class="bar" x={at * width + width * 0.1} y={height - tall} width={width * 0.8} height={tall} />
            </g>
          );
        })}
      </svg>
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

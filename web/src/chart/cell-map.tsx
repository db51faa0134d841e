import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatCount } from '../format/numbers.ts';
import { text } from '../i18n/text.ts';
import { colours } from '../state/theme.ts';
import { binBounds, binOf } from './bins.ts';
import { chartFont } from './chart-font.ts';
import { colour } from './colours.ts';

interface Cell {
  readonly column: number;
  readonly row: number;
}

interface Properties {
  readonly columns: number;
  readonly rows: number;
  readonly valueAt: (cell: Cell) => number | undefined;
  /** Whether there is such a cell at all. */
  readonly isCell?: (cell: Cell) => boolean;
  readonly describe: (cell: Cell) => string;
  readonly onPick: (cell: Cell) => void;
  readonly columnLabels: readonly (readonly [column: number, words: string])[];
  readonly rowLabels: readonly (readonly [row: number, words: string])[];
  /** What it shows, in words. */
  readonly summary: string;
  readonly cellHeight: number;
}

const LEFT = 34;
const TOP = 18;
const SPACE = 2;
const MOST_WIDTH = 22;

/** Values in a field of cells, each in one of five shades; the arrows and Enter do what the pointer does. */
export function CellMap(given: Properties) {
  const {
    columns,
    rows,
    valueAt,
    isCell = () => true,
    describe,
    onPick,
    columnLabels,
    rowLabels,
    summary,
    cellHeight,
  } = given;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cell, setCell] = useState<Cell | undefined>(undefined);
  const [width, setWidth] = useState(0);
  const cells = useMemo(() => {
    const all = Array.from({ length: columns * rows }, (_, at) => ({ column: Math.floor(at / rows), row: at % rows }));
    return all.filter(isCell).map((place) => ({ ...place, value: valueAt(place) }));
  }, [columns, rows, valueAt]);
  const bounds = useMemo(() => binBounds(cells.flatMap(({ value }) => (value === undefined ? [] : [value]))), [cells]);
  const cellWidth = Math.min(MOST_WIDTH, Math.max(3, (width - LEFT) / Math.max(1, columns)));
  const height = TOP + rows * cellHeight;

  useEffect(() => {
    const element = canvas.current!;
    const size = new ResizeObserver(() => setWidth(element.parentElement!.clientWidth));
    size.observe(element.parentElement!);
    return () => size.disconnect();
  }, []);
  const draw = () => {
    const element = canvas.current!;
    const ratio = devicePixelRatio;
    element.width = width * ratio;
    element.height = height * ratio;
    const context = element.getContext('2d')!;
    context.scale(ratio, ratio);
    context.clearRect(0, 0, width, height);
    const space = cellWidth > 6 ? SPACE : cellWidth > 3 ? 1 : 0;
    const shades = Array.from({ length: bounds.length + 1 }, (_, at) => colour(`heat-${at + 1}`));
    const nothing = colour('sunken');
    for (const { column, row, value } of cells) {
      context.fillStyle = value === undefined ? nothing : shades[binOf(value, bounds) - 1]!;
      context.fillRect(LEFT + column * cellWidth, TOP + row * cellHeight, cellWidth - space, cellHeight - SPACE);
    }
    if (cell !== undefined) {
      context.strokeStyle = colour('text');
      context.lineWidth = 2;
      const [x, y] = [LEFT + cell.column * cellWidth, TOP + cell.row * cellHeight];
      context.strokeRect(x, y, cellWidth - space, cellHeight - SPACE);
    }
    context.fillStyle = colour('muted');
    context.font = chartFont(element);
    let free = 0;
    for (const [column, words] of columnLabels) {
      const x = LEFT + column * cellWidth;
      if (x < free || x + context.measureText(words).width > width) continue;
      context.fillText(words, x, 12);
      free = x + context.measureText(words).width + 6;
    }
    for (const [row, words] of rowLabels) context.fillText(words, 0, TOP + row * cellHeight + cellHeight / 2 + 3);
  };
  const latestDraw = useRef(draw);
  latestDraw.current = draw;
  useEffect(draw, [cells, bounds, cell, width, height, cellWidth, columnLabels, rowLabels]);
  // At once, and not when the page is next shown: paper is laid out before.
  useSignalEffect(() => {
    if (colours.value !== '') latestDraw.current();
  });

  const cellAt = (event: MouseEvent): Cell | undefined => {
    const { left, top } = canvas.current!.getBoundingClientRect();
    const place = {
      column: Math.floor((event.clientX - left - LEFT) / cellWidth),
      row: Math.floor((event.clientY - top - TOP) / cellHeight),
    };
    const isIn = place.column >= 0 && place.column < columns && place.row >= 0 && place.row < rows;
    return isIn && isCell(place) ? place : undefined;
  };
  const onKey = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, Cell>> = {
      ...{ ArrowLeft: { column: -1, row: 0 }, ArrowRight: { column: 1, row: 0 } },
      ...{ ArrowUp: { column: 0, row: -1 }, ArrowDown: { column: 0, row: 1 } },
    };
    const step = steps[event.key];
    if (step !== undefined) {
      const from = cell ?? { column: columns - 1, row: 0 };
      const next = {
        column: Math.min(columns - 1, Math.max(0, from.column + step.column)),
        row: Math.min(rows - 1, Math.max(0, from.row + step.row)),
      };
      if (isCell(next)) setCell(next);
    } else if (event.key === 'Enter' && cell !== undefined) onPick(cell);
    else if (event.key === 'Escape') canvas.current?.blur();
    else return;
    event.preventDefault();
  };
  return (
    <div class="cell-map">
      <div class="cell-map-frame" style={{ height: `${height}px` }}>
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a canvas has no role of its own */}
        <canvas
          ref={canvas}
          role="application"
          aria-label={summary}
          tabIndex={0}
          style={{ width: '100%', height: `${height}px` }}
          onPointerMove={(event) => setCell(cellAt(event))}
          onPointerLeave={() => setCell(undefined)}
          onBlur={() => setCell(undefined)}
          onClick={(event) => {
            const picked = cellAt(event);
            if (picked !== undefined) onPick(picked);
          }}
          onKeyDown={onKey}
        />
      </div>
      <div class="cell-map-foot">
        <span class="small" role="status" aria-live="polite">
          {cell === undefined ? '\u00a0' : describe(cell)}
        </span>
        <Legend bounds={bounds} />
      </div>
    </div>
  );
}

function Legend({ bounds }: { readonly bounds: readonly number[] }) {
  if (bounds.length === 0) return null;
  return (
    <span class="legend small muted">
      {bounds.length > 0 && <span class="number">{`< ${formatCount(bounds[0]!)}`}</span>}
      {Array.from({ length: bounds.length + 1 }, (_, at) => (
        <span key={at} class={`legend-cell heat-${at + 1}`} aria-hidden="true" />
      ))}
      <span class="number">{`≥ ${formatCount(bounds.at(-1)!)} ${text('bpm')}`}</span>
    </span>
  );
}

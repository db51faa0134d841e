import uPlot from 'uplot';
import type { Window } from '../data/people-calls.ts';
import { locale } from '../i18n/language.ts';
import type { ChartData } from './chart-data.ts';
import { chartFont, textScale } from './chart-font.ts';
import { colour, veil } from './colours.ts';
import { SEVERITY_MARKS } from './severity-marks.ts';
import { tickLabel, timeTicks } from './time-ticks.ts';

const LABEL_PX = 90;
/** Beside the data, so that a line does not run along the edge. */
const MARGIN_BPM = 5;

/** A stretch of time that something was the matter. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly severity: 'high' | 'medium' | 'low';
}

export interface PlotState {
  readonly view: Window;
  readonly zone: string;
  readonly bands: readonly Band[];
  /** Whether each point is a reading, which is drawn as a dot. */
  readonly isRaw: boolean;
}

/** Makes the plot of heart rates over time; what it shows beside its data it reads from the state at each drawing. */
export function makePlot(
  parent: HTMLElement,
  data: ChartData,
  state: () => PlotState,
  onCursor: (at: number | null) => void,
): uPlot {
  const font = chartFont(parent);
  const scale = textScale();
  const axis = {
    stroke: () => colour('muted'),
    grid: { stroke: () => colour('line'), width: 1 },
    ticks: { stroke: () => colour('line'), width: 1, size: 4 },
    font,
  };
  const line = (stroke: () => string, width: number): uPlot.Series => ({
    stroke,
    width,
    points: { show: () => state().isRaw, size: 5, fill: stroke },
  });
  const edge = (): uPlot.Series => ({ stroke: () => colour('band'), width: 1, points: { show: false } });
  return new uPlot(
    {
      width: parent.clientWidth,
      height: parent.clientHeight,
      legend: { show: false },
      padding: [12, 12, 0, 0],
      cursor: {
        drag: { x: false, y: false, setScale: false },
        focus: { prox: -1 },
        points: { size: 8, fill: () => colour('surface'), stroke: () => colour('text'), width: 2, show: true },
        y: false,
      },
      scales: {
        x: { time: false, range: () => [state().view.from, state().view.to] },
        y: { range: (plot) => rangeInView(plot, state().view) },
      },
      axes: [
        {
          ...axis,
          space: LABEL_PX * scale,
          size: 44 * scale,
          splits: (plot, _axis, from, to) =>
            timeTicks(from, to, state().zone, Math.max(2, plot.width / LABEL_PX / scale)).at,
          values: (plot, splits) => {
            const { from, to } = state().view;
            const { step } = timeTicks(from, to, state().zone, Math.max(2, plot.width / LABEL_PX / scale));
            return splits.map((instant, at) => tickLabel(instant, splits[at - 1], step, state().zone, locale()));
          },
        },
        { ...axis, size: 44 * scale, space: 36 * scale, label: '', values: (_plot, splits) => splits.map(String) },
      ],
      series: [{}, edge(), edge(), line(() => colour('text'), 1.5)],
      bands: [{ series: [1, 2], fill: () => veil('band', 0.25) }],
      hooks: {
        drawAxes: [(plot) => drawBands(plot, state().bands)],
        setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
      },
    },
    data,
    parent,
  );
}

/** What is in view decides the height, not what was loaded beside it. */
function rangeInView(plot: uPlot, { from, to }: Window): [number, number] {
  const [times, highs, lows] = plot.data as ChartData;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  times.forEach((time, at) => {
    if (time < from || time > to) return;
    low = Math.min(low, lows[at] ?? low);
    high = Math.max(high, highs[at] ?? high);
  });
  if (low > high) return [40, 120];
  return [Math.floor((low - MARGIN_BPM) / 10) * 10, Math.ceil((high + MARGIN_BPM) / 10) * 10];
}

/** That of the axes, in the pixels of the canvas. */
function markFont(plot: uPlot): string {
  return chartFont(plot.root).replace(/^[\d.]+/, (size) => String(Number(size) * devicePixelRatio));
}

function drawBands(plot: uPlot, bands: readonly Band[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.textAlign = 'start';
  ctx.textBaseline = 'top';
  ctx.font = markFont(plot);
  let free = Number.NEGATIVE_INFINITY;
  for (const { from, to, severity } of bands) {
    const left = plot.valToPos(from, 'x', true);
    const width = Math.max(2 * devicePixelRatio, plot.valToPos(to, 'x', true) - left);
    ctx.fillStyle = veil(severity, 0.16);
    ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.fillStyle = colour(severity);
    ctx.fillRect(left, bbox.top, width, 3 * devicePixelRatio);
    const mark = SEVERITY_MARKS[severity];
    if (left < free) continue;
    // Not by the colour alone.
    ctx.fillText(mark, left + devicePixelRatio, bbox.top + 5 * devicePixelRatio);
    free = left + ctx.measureText(`${mark} `).width;
  }
  ctx.restore();
}

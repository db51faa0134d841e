import { effect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import type { Window } from '../data/people-calls.ts';
import type { Points } from '../data/points.ts';
import { language } from '../i18n/language.ts';
import { text } from '../i18n/text.ts';
import { colours } from '../state/theme.ts';
import { chartData } from './chart-data.ts';
import { ChartKeysDialog, chartKeysInWords } from './chart-keys.tsx';
import { listenToPointer } from './listen-to-pointer.ts';
import { type Band, makePlot } from './make-plot.ts';
import { moved, SPAN_NAMES, type SpanName, scaled, spanOf } from './moves.ts';

interface Properties {
  readonly points: Points;
  readonly view: Window;
  readonly zone: string;
  readonly bands: readonly Band[];
  /** What it shows, in words. */
  readonly summary: string;
  readonly onView: (view: Window) => void;
  readonly onSpan: (name: SpanName) => void;
  readonly onAlarm: (step: 1 | -1) => void;
  readonly onTable: () => void;
  readonly onBack: () => void;
  readonly onZone: () => void;
  /** A point in words. */
  readonly describe: (at: number) => string;
  /** Gives the plot, for pictures. */
  readonly onPlot: (plot: uPlot | undefined) => void;
}

const PAN = 0.25;
const ZOOM = 0.6;

/** Heart rates over time, moved and zoomed by pointer, fingers and keys. */
export function TimeChart(given: Properties) {
  const { points, view, zone, bands, summary } = given;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(given);
  latest.current = given;
  const [isHelping, setHelping] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const [mark, setMark] = useState<{ readonly left: number; readonly width: number } | undefined>(undefined);
  const data = useMemo(() => chartData(points), [points]);

  useEffect(() => {
    const element = frame.current!;
    const state = () => ({ ...latest.current, isRaw: latest.current.points.level === 'raw' });
    const made = makePlot(element, data, state, setCursor);
    plot.current = made;
    latest.current.onPlot(made);
    const end = listenToPointer(made.over, {
      view: () => latest.current.view,
      show: (next) => latest.current.onView(next),
      mark: setMark,
      isFocused: () => document.activeElement === element,
    });
    const size = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: element.clientHeight }));
    size.observe(element);
    // At once, and not when the page is next shown: paper is laid out before.
    const endColours = effect(() => {
      if (colours.value !== '') made.redraw();
    });
    return () => {
      endColours();
      size.disconnect();
      end();
      latest.current.onPlot(undefined);
      made.destroy();
      plot.current = undefined;
    };
    // Made anew for another language, whose words it holds.
  }, [language.value]);
  useEffect(() => {
    plot.current?.batch(() => {
      plot.current?.setData(data, false);
      plot.current?.setScale('x', { min: view.from, max: view.to });
    });
  }, [data, view.from, view.to]);
  useEffect(() => plot.current?.redraw(), [zone, bands]);

  const pointTo = (step: number) => {
    const made = plot.current;
    if (made === undefined) return;
    const [times, , , averages] = data;
    const inView = times.flatMap((time, at) =>
      time >= view.from && time <= view.to && averages[at] !== null ? [at] : [],
    );
    if (inView.length === 0) return;
    const now = inView.indexOf(made.cursor.idx ?? -1);
    const next =
      inView[Math.min(inView.length - 1, Math.max(0, now === -1 ? (step > 0 ? 0 : inView.length - 1) : now + step))]!;
    made.setCursor({ left: made.valToPos(times[next]!, 'x'), top: made.valToPos(averages[next]!, 'y') });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const done = keyAction(event, { ...given, onHelp: () => setHelping(true) }, pointTo, frame.current);
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const [times] = data;
  const at = cursor === null ? -1 : points.times.indexOf(times[cursor]! - (times[0]! - points.times[0]!));
  return (
    <div class="time-chart">
      <div
        ref={frame}
        class="time-chart-frame"
        role="application"
        aria-label={summary}
        aria-describedby="chart-help"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
        tabIndex={0}
        onKeyDown={onKey}
      >
        {mark !== undefined && plot.current !== undefined && (
          <div
            class="time-chart-mark"
            style={{ left: `${mark.left + plot.current.over.offsetLeft}px`, width: `${mark.width}px` }}
          />
        )}
      </div>
      <div class="chart-foot">
        <p class="chart-point" role="status" aria-live="polite">
          {at === -1 ? '\u00a0' : given.describe(at)}
        </p>
        <button type="button" class="link small chart-keys" onClick={() => setHelping(true)}>
          {text('chartKeys')}
        </button>
      </div>
      <p id="chart-help" class="unseen">
        {chartKeysInWords()}
      </p>
      {isHelping && <ChartKeysDialog onClose={() => setHelping(false)} />}
    </div>
  );
}

/** Does what a key stands for; gives whether it stands for anything. */
function keyAction(
  { key, shiftKey }: KeyboardEvent,
  { view, onView, onSpan, onAlarm, onTable, onBack, onZone, onHelp }: Properties & { readonly onHelp: () => void },
  pointTo: (step: number) => void,
  element: HTMLElement | null,
): boolean {
  const far = Number.MAX_SAFE_INTEGER;
  const pan = (direction: number) => onView(moved(view, direction * PAN * spanOf(view)));
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => (shiftKey ? pan(-1) : pointTo(-1)),
    ArrowRight: () => (shiftKey ? pan(1) : pointTo(1)),
    Home: () => pointTo(-far),
    End: () => pointTo(far),
    '+': () => onView(scaled(view, ZOOM)),
    '=': () => onView(scaled(view, ZOOM)),
    '-': () => onView(scaled(view, 1 / ZOOM)),
    '−': () => onView(scaled(view, 1 / ZOOM)),
    n: () => onAlarm(1),
    p: () => onAlarm(-1),
    t: onTable,
    z: onZone,
    '?': onHelp,
    Backspace: onBack,
    Escape: () => element?.blur(),
  };
  const span = SPAN_NAMES[Number(key) - 1];
  const action = span === undefined ? actions[key.length === 1 ? key.toLowerCase() : key] : () => onSpan(span);
  action?.();
  return action !== undefined;
}

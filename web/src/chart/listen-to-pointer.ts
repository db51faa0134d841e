import type { Window } from '../data/people-calls.ts';
import { moved, scaled, spanOf } from './moves.ts';

const WHEEL_STEP = 1.0015;
const DOUBLE_CLICK_FACTOR = 2;

interface Chart {
  /** What is in view. */
  readonly view: () => Window;
  readonly show: (view: Window) => void;
  /** Shows the range that is being chosen, in pixels; nothing when it is over. */
  readonly mark: (range: { readonly left: number; readonly width: number } | undefined) => void;
  /** Whether the chart has the focus: then the wheel is its own. */
  readonly isFocused: () => boolean;
}

/**
 * Drag pans, Shift and drag zooms to a range, the wheel zooms (with Ctrl, or in a chart that has the focus), double click zooms out;
 * two fingers pan and zoom, and one scrolls the page.
 *
 * @returns Ends it.
 */
export function listenToPointer(element: HTMLElement, chart: Chart): () => void {
  const fingers = new Map<number, number>();
  let drag: { readonly x: number; readonly view: Window; readonly isZoom: boolean } | undefined;
  let pinch: { readonly xs: readonly [number, number]; readonly view: Window } | undefined;
  const xOf = (event: { readonly clientX: number }) => event.clientX - element.getBoundingClientRect().left;
  const timeAt = (x: number, view: Window) => view.from + (x / element.clientWidth) * spanOf(view);
  const twoFingers = () => [...fingers.values()] as unknown as readonly [number, number];
  const stopped = new AbortController();
  const options = { signal: stopped.signal } as const;

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      if (event.pointerType === 'touch') {
        fingers.set(event.pointerId, xOf(event));
        pinch = fingers.size === 2 ? { xs: twoFingers(), view: chart.view() } : undefined;
        return;
      }
      element.setPointerCapture(event.pointerId);
      drag = { x: xOf(event), view: chart.view(), isZoom: event.shiftKey };
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const x = xOf(event);
      if (fingers.has(event.pointerId)) {
        fingers.set(event.pointerId, x);
        if (pinch !== undefined) chart.show(pinched(pinch.view, pinch.xs, twoFingers(), element.clientWidth));
      } else if (drag?.isZoom) chart.mark({ left: Math.min(x, drag.x), width: Math.abs(x - drag.x) });
      else if (drag !== undefined)
        chart.show(moved(drag.view, ((drag.x - x) / element.clientWidth) * spanOf(drag.view)));
    },
    options,
  );
  const end = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    pinch = undefined;
    if (drag?.isZoom) {
      chart.mark(undefined);
      const ends = [timeAt(drag.x, drag.view), timeAt(xOf(event), drag.view)].sort((a, b) => a - b);
      if (Math.abs(xOf(event) - drag.x) > 5) chart.show({ from: ends[0]!, to: ends[1]! });
    }
    drag = undefined;
  };
  element.addEventListener('pointerup', end, options);
  element.addEventListener('pointercancel', end, options);
  element.addEventListener('dblclick', () => chart.show(scaled(chart.view(), DOUBLE_CLICK_FACTOR)), options);
  element.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !chart.isFocused()) return;
      event.preventDefault();
      const view = chart.view();
      chart.show(scaled(view, WHEEL_STEP ** event.deltaY, timeAt(xOf(event), view)));
    },
    { ...options, passive: false },
  );
  return () => stopped.abort();
}

/** The window in which the times under two fingers are where the fingers are now. */
function pinched(
  view: Window,
  before: readonly [number, number],
  now: readonly [number, number],
  width: number,
): Window {
  const perPixel = spanOf(view) / width;
  const factor = Math.abs(before[1] - before[0]) / Math.max(10, Math.abs(now[1] - now[0]));
  const zoomed = scaled(view, factor, view.from + ((before[0] + before[1]) / 2) * perPixel);
  const shift = (now[0] + now[1]) / 2 - (before[0] + before[1]) / 2;
  return moved(zoomed, -(shift / width) * spanOf(zoomed));
}

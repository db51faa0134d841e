import { useRef } from 'preact/hooks';
import type { Window } from '../data/people-calls.ts';
import type { Month } from '../data/points.ts';
import { text } from '../i18n/text.ts';
import { around, spanOf } from './moves.ts';

interface Properties {
  readonly months: readonly Month[];
  /** From the first reading to the last. */
  readonly extent: Window;
  readonly view: Window;
  readonly onView: (view: Window) => void;
}

const HEIGHT = 40;

/** All that there is of a person, month by month, and where in it the view is; a press goes there, as the buttons do in steps. */
export function OverviewStrip({ months, extent, view, onView }: Properties) {
  const frame = useRef<HTMLDivElement>(null);
  const span = Math.max(1, spanOf(extent));
  const share = (instant: number) => Math.min(1, Math.max(0, (instant - extent.from) / span));
  const most = Math.max(...months.map(({ high }) => high));
  const least = Math.min(...months.map(({ low }) => low));
  const y = (bpm: number) => HEIGHT - 3 - ((bpm - least) / Math.max(1, most - least)) * (HEIGHT - 6);
  const goTo = (event: PointerEvent) => {
    const { left, width } = frame.current!.getBoundingClientRect();
    onView(around(extent.from + ((event.clientX - left) / width) * span, spanOf(view)));
  };
  const width = Math.max(share(view.to) - share(view.from), 0.004);
  return (
    <div class="strip">
      <span class="small muted">{text('allData')}</span>
      <div
        ref={frame}
        class="strip-frame"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          goTo(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) goTo(event);
        }}
      >
        <svg viewBox={`0 0 1000 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {months.map(({ start, low, high, average }, at) => {
            const next = months[at + 1]?.start;
            const from = share(start) * 1000;
            const end = next === undefined ? 1000 : share(next) * 1000;
            return (
              <g key={start}>
                <rect
                  class="strip-range"
                  x={from}
                  width={Math.max(1, end - from)}
                  y={y(high)}
                  height={Math.max(1, y(low) - y(high))}
                />
                <rect
                  class="strip-average"
                  x={from}
                  width={Math.max(1, end - from)}
                  y={y(average) - 0.75}
                  height={1.5}
                />
              </g>
            );
          })}
        </svg>
        <div
          class="strip-view"
          style={{ left: `${Math.min(share(view.from), 1 - width) * 100}%`, width: `${width * 100}%` }}
        />
      </div>
    </div>
  );
}

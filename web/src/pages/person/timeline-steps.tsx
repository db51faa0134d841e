import { SPAN_NAMES, SPANS, type SpanName, spanOf } from '../../chart/moves.ts';
import type { Window } from '../../data/people-calls.ts';
import { text } from '../../i18n/text.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { TableSwitch } from '../../parts/table-switch.tsx';

interface Properties {
  readonly view: Window;
  readonly onSpan: (name: SpanName) => void;
  /** By a share of the view. */
  readonly onMove: (share: number) => void;
  readonly onZoom: (factor: number) => void;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
}

const HALF = 0.5;
const ZOOM = 0.6;
/** How far a view may be from a length and still be called it. */
const NEARLY = 0.02;

/** Buttons for all that the pointer does. */
export function TimelineSteps({ view, onSpan, onMove, onZoom, isTable, onTable }: Properties) {
  const chosen = SPAN_NAMES.find((name) => Math.abs(spanOf(view) / SPANS[name] - 1) < NEARLY);
  const steps: readonly (readonly [icon: IconName, words: string, act: () => void])[] = [
    ['left', text('earlier'), () => onMove(-HALF)],
    ['minus', text('zoomOut'), () => onZoom(1 / ZOOM)],
    ['plus', text('zoomIn'), () => onZoom(ZOOM)],
    ['right', text('later'), () => onMove(HALF)],
  ];
  return (
    <div class="timeline-steps">
      <fieldset class="spans">
        <legend class="unseen">{text('spans')}</legend>
        {SPAN_NAMES.map((name) => (
          <button
            key={name}
            type="button"
            class="button small-button"
            aria-pressed={name === chosen}
            onClick={() => onSpan(name)}
          >
            {text(`span_${name}`)}
          </button>
        ))}
      </fieldset>
      <div class="steps">
        {steps.map(([icon, words, act]) => (
          <button key={icon} type="button" class="button square" aria-label={words} title={words} onClick={act}>
            <Icon name={icon} />
          </button>
        ))}
      </div>
      <TableSwitch isTable={isTable} onChange={onTable} />
    </div>
  );
}

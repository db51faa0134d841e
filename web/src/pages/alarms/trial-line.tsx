import { useMemo, useState } from 'preact/hooks';
import type { RuleInput } from '../../../../src/alarms/require-rule.ts';
import type { Severity } from '../../../../src/alarms/rule.ts';
import type { AlarmEpisode } from '../../../../src/client/alarms.ts';
import { around, besideAlarm, middleOf, moved, SPANS, scaled, spanOf } from '../../chart/moves.ts';
import { TimeChart } from '../../chart/time-chart.tsx';
import { ofAlarms } from '../../data/calls.ts';
import type { Window } from '../../data/people-calls.ts';
import { loadPoints, type Points } from '../../data/points.ts';
import { formatWindow } from '../../format/instants.ts';
import { VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { FailureView } from '../../parts/failure-view.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { describePoint } from '../person/describe-point.ts';
import { screenRoom } from '../person/loaded-window.ts';
import { PointsTable } from '../person/points-table.tsx';
import { TimelineSteps } from '../person/timeline-steps.tsx';
import { usePoints } from '../person/use-points.ts';

interface Properties {
  readonly rule: RuleInput;
  readonly userId: number;
  /** What the rule is tried on. */
  readonly window: Window;
}

/** The alarms that a rule would have raised about a person, on the line of their heart rates. */
export function TrialLine({ rule, userId, window }: Properties) {
  const loaded = useLoaded(
    async (signal) => {
      const on = { from: new Date(window.from), to: new Date(window.to), userId };
      const [points, { episodes }] = await Promise.all([
        loadPoints(userId, window, screenRoom(), signal),
        ofAlarms((client) => client.tryRule(rule, on), signal),
      ]);
      return { points, episodes };
    },
    [rule, userId, window],
  );
  return (
    <LoadedView of={loaded} height={360}>
      {({ points, episodes }) => <Line {...{ userId, window, episodes }} severity={rule.severity} known={points} />}
    </LoadedView>
  );
}

interface LineProperties {
  readonly userId: number;
  readonly window: Window;
  readonly severity: Severity;
  readonly episodes: readonly AlarmEpisode[];
  readonly known: Points;
}

function Line({ userId, window, severity, episodes, known }: LineProperties) {
  const [view, setView] = useState(window);
  const [isTable, setTable] = useState(false);
  const { points, isLoading, failure, retry } = usePoints(
    userId,
    view,
    window,
    useMemo(() => [known] as const, [known]),
  );
  const bands = useMemo(
    () => episodes.map(({ from, until }) => ({ from: +from, to: +(until ?? window.to), severity })),
    [episodes],
  );
  const toAlarm = (step: 1 | -1) => {
    const starts = bands.map(({ from }) => from);
    const next = besideAlarm(starts, view, step);
    if (next !== undefined) setView(next);
  };
  const toSpan = (name: keyof typeof SPANS) => setView(around(middleOf(view), SPANS[name]));
  const words = `#${userId}, ${formatWindow(view.from, view.to, VIEWER_ZONE)}, ${zoneName(VIEWER_ZONE, view.from, middleOf(view), view.to)}`;
  const summary = `${words}: ${text('alarmCount', { n: bands.length })}`;
  return (
    <div class="stack trial-line">
      <p class="small muted">{words}</p>
      <TimelineSteps
        view={view}
        onSpan={toSpan}
        onMove={(share) => setView(moved(view, share * spanOf(view)))}
        onZoom={(factor) => setView(scaled(view, factor))}
        isTable={isTable}
        onTable={setTable}
      />
      {failure !== undefined && <FailureView failure={failure} retry={retry} />}
      <div aria-busy={isLoading}>
        {isTable ? (
          <PointsTable points={points} view={view} zone={VIEWER_ZONE} caption={summary} />
        ) : (
          <TimeChart
            {...{ points, view, bands, summary }}
            zone={VIEWER_ZONE}
            onView={setView}
            onSpan={toSpan}
            onAlarm={toAlarm}
            onTable={() => setTable(true)}
            onBack={() => setView(window)}
            onZone={() => {}}
            describe={(at) => describePoint(points, at, VIEWER_ZONE)}
            onPlot={() => {}}
          />
        )}
      </div>
    </div>
  );
}

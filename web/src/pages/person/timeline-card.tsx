import { useMemo, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { around, besideAlarm, middleOf, moved, SPANS, type SpanName, scaled, spanOf } from '../../chart/moves.ts';
import { OverviewStrip } from '../../chart/overview-strip.tsx';
import { TimeChart } from '../../chart/time-chart.tsx';
import type { Alarm } from '../../data/alarm-calls.ts';
import type { User, Window } from '../../data/people-calls.ts';
import type { Level, Month, Points } from '../../data/points.ts';
import { formatWindow } from '../../format/instants.ts';
import { formatAverage, formatBpm } from '../../format/numbers.ts';
import { VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { Empty } from '../../parts/empty.tsx';
import { FailureView } from '../../parts/failure-view.tsx';
import { shownName } from '../../parts/person-name.tsx';
import { ZoneSelect } from '../../parts/zone-select.tsx';
import { describePoint } from './describe-point.ts';
import { PointsTable } from './points-table.tsx';
import { TimelineExports } from './timeline-exports.tsx';
import { TimelineSteps } from './timeline-steps.tsx';
import { usePoints } from './use-points.ts';
import { ViewFacts } from './view-facts.tsx';

interface Properties {
  readonly person: User;
  readonly known: readonly [Points, ...Points[]];
  readonly months: readonly Month[];
  readonly extent: Window;
  readonly view: Window;
  readonly rested: Window;
  readonly zone: string;
  /** Whether what is in view is too much to add up unasked. */
  readonly isMuch: boolean;
  readonly alarms: readonly Alarm[];
  readonly onView: (view: Window) => void;
  readonly onZone: (zone: string) => void;
}

/** Heart rates over time: the chart, its table, and what moves it. */
export function TimelineCard(given: Properties) {
  const { person, known, months, extent, view, rested, zone, isMuch, alarms, onView, onZone } = given;
  const [isTable, setTable] = useState(false);
  const plot = useRef<uPlot | undefined>(undefined);
  const { points, isLoading, failure, retry } = usePoints(person.id, view, extent, known);
  const bands = useMemo(
    () =>
      alarms.map(({ from, until, severity }) => ({
        from: from.getTime(),
        to: until?.getTime() ?? Date.now(),
        severity,
      })),
    [alarms],
  );
  const toSpan = (name: SpanName) => onView(around(clamped(middleOf(view), extent), SPANS[name]));
  const toAlarm = (step: 1 | -1) => {
    const starts = alarms.map(({ from }) => from.getTime());
    const next = besideAlarm(starts, view, step);
    if (next !== undefined) onView(next);
  };
  const isEmpty = !isLoading && !points.times.some((time) => time >= view.from && time <= view.to);
  const nearest = isEmpty ? nearestMonth(months, middleOf(view)) : undefined;
  const name = `${shownName(person.name)} #${person.id}`;
  const summary = summaryOf({ name, zone, view, points: pointsIn(points, view), level: points.level });
  return (
    <Card
      class="timeline"
      title={
        <>
          {formatWindow(view.from, view.to, zone)}{' '}
          <span class="level muted">
            {zoneName(zone, view.from, middleOf(view), view.to)} ·{' '}
            {text('level', { level: text(`level_${points.level}`) })}
          </span>
        </>
      }
      aside={<ZoneSelect value={zone} onChange={onZone} unlabelled />}
    >
      <TimelineSteps
        view={view}
        onSpan={toSpan}
        onMove={(share) => onView(moved(view, share * spanOf(view)))}
        onZoom={(factor) => onView(scaled(view, factor))}
        isTable={isTable}
        onTable={setTable}
      />
      {failure !== undefined && <FailureView failure={failure} retry={retry} />}
      <div class="timeline-body" aria-busy={isLoading}>
        {isTable ? (
          <PointsTable points={points} view={view} zone={zone} caption={summary} />
        ) : (
          <TimeChart
            {...{ points, view, zone, bands, summary, onView }}
            onSpan={toSpan}
            onAlarm={toAlarm}
            onTable={() => setTable(true)}
            onBack={() => history.back()}
            onZone={() => onZone(zone === 'UTC' ? VIEWER_ZONE : 'UTC')}
            describe={(at) => describePoint(points, at, zone)}
            onPlot={(made) => {
              plot.current = made;
            }}
          />
        )}
        {isEmpty && !isTable && (
          <div class="over-chart">
            <Empty title={text('noReadingsInPeriod')}>
              {nearest !== undefined && (
                <button type="button" class="button" onClick={() => onView(around(nearest, spanOf(view)))}>
                  {text('goThere')}
                </button>
              )}
            </Empty>
          </div>
        )}
      </div>
      <OverviewStrip months={months} extent={extent} view={view} onView={onView} />
      <div class="timeline-foot">
        <ViewFacts userId={person.id} view={rested} isMuch={isMuch} />
        <TimelineExports userId={person.id} view={rested} plot={() => plot.current} isTable={isTable} />
      </div>
    </Card>
  );
}

function clamped(instant: number, { from, to }: Window): number {
  return Math.min(to, Math.max(from, instant));
}

/** The middle of the month with readings that is nearest to an instant. */
function nearestMonth(months: readonly Month[], instant: number): number | undefined {
  const HALF_MONTH = 15 * 86_400_000;
  const middles = months.map(({ start }) => start + HALF_MONTH);
  return middles.sort((a, b) => Math.abs(a - instant) - Math.abs(b - instant))[0];
}

interface InView {
  readonly low: number;
  readonly high: number;
  readonly average: number;
  readonly count: number;
}

function pointsIn(points: Points, { from, to }: Window): InView | undefined {
  let [low, high, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  points.times.forEach((time, at) => {
    if (time < from || time > to) return;
    low = Math.min(low, points.lows[at]!);
    high = Math.max(high, points.highs[at]!);
    sum += points.averages[at]! * points.counts[at]!;
    count += points.counts[at]!;
  });
  return count === 0 ? undefined : { low, high, count, average: sum / count };
}

function summaryOf(given: {
  readonly name: string;
  readonly zone: string;
  readonly view: Window;
  readonly points: InView | undefined;
  readonly level: Level;
}): string {
  const { name, zone, view, points, level } = given;
  const window = formatWindow(view.from, view.to, zone);
  if (points === undefined) return `${name}, ${window}: ${text('noReadingsInPeriod')}`;
  return text('chartSummary', {
    ...{ name, window, zone: zoneName(zone, view.from, middleOf(view), view.to) },
    level: text('level', { level: text(`level_${level}`) }),
    average: formatAverage(points.average),
    low: formatBpm(points.low),
    high: formatBpm(points.high),
    readings: text('readings', { n: points.count }),
  });
}

import { useMemo } from 'preact/hooks';
import { spanOf } from '../../chart/moves.ts';
import { loadAlarms } from '../../data/alarm-calls.ts';
import type { BucketAverage, User, Window } from '../../data/people-calls.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';
import { AlarmsInView } from './alarms-in-view.tsx';
import { CalendarCard } from './calendar-card.tsx';
import { HoursCard } from './hours-card.tsx';
import { TimelineCard } from './timeline-card.tsx';
import { TopHoursCard } from './top-hours-card.tsx';
import { useRested } from './use-rested.ts';
import { useView } from './use-view.ts';
import { ZonesCard } from './zones-card.tsx';

const YEAR = 365 * 86_400_000;
const MOST_ALARMS = 500;

interface Properties {
  readonly person: User;
  readonly months: readonly BucketAverage[];
  readonly extent: Window;
}

/** The charts of a person, of one view. */
export function PersonCharts({ person, months, extent }: Properties) {
  const first = { from: Math.max(extent.from, extent.to - YEAR), to: extent.to };
  const { view, zone, show, setZone } = useView(first);
  // What stands below the chart follows when it rests.
  const rested = useRested(view);
  const alarms = useLoaded(
    (signal) =>
      loadAlarms(
        {
          userId: person.id,
          from: new Date(Math.round(rested.from - spanOf(rested))),
          to: new Date(Math.round(rested.to + spanOf(rested))),
        },
        MOST_ALARMS,
        signal,
      ),
    [person.id, rested.from, rested.to, liveRound.value],
  );
  const known = useMemo(
    () => [...(alarms.data ?? [])].sort((a, b) => a.from.getTime() - b.from.getTime()),
    [alarms.data],
  );
  const shared = { person, view: rested, zone, onView: show };
  return (
    <>
      <TimelineCard {...{ person, months, extent, view, rested, zone, alarms: known }} onView={show} onZone={setZone} />
      <div class="columns">
        <TopHoursCard {...shared} />
        <div class="stack">
          <ZonesCard person={person} view={rested} />
          <AlarmsInView alarms={known} view={rested} zone={zone} onView={show} />
        </div>
      </div>
      <CalendarCard {...shared} extent={extent} />
      <HoursCard {...shared} extent={extent} />
    </>
  );
}

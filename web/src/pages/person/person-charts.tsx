import { useEffect, useMemo, useState } from 'preact/hooks';
import { spanOf } from '../../chart/moves.ts';
import { loadAlarms } from '../../data/alarm-calls.ts';
import type { User, Window } from '../../data/people-calls.ts';
import { monthsOf, type Points } from '../../data/points.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';
import { AlarmsInView } from './alarms-in-view.tsx';
import { CalendarCard } from './calendar-card.tsx';
import { HoursCard } from './hours-card.tsx';
import { readingsIn } from './loaded-window.ts';
import { TimelineCard } from './timeline-card.tsx';
import { TopHoursCard } from './top-hours-card.tsx';
import { useRested } from './use-rested.ts';
import { useView } from './use-view.ts';
import { ZonesCard } from './zones-card.tsx';

const YEAR = 365 * 86_400_000;
const MOST_ALARMS = 500;
/** So many readings are added up unasked: seconds for the service, at most. */
const UNASKED = 1_000_000;

interface Properties {
  readonly person: User;
  /** What is loaded already, of all time first. */
  readonly known: readonly [Points, ...Points[]];
  readonly extent: Window;
}

/** The charts of a person, of one view. */
export function PersonCharts({ person, known, extent }: Properties) {
  const first = { from: Math.max(extent.from, extent.to - YEAR), to: extent.to };
  const { view, zone, show, setZone } = useView(first);
  // What stands below the chart follows when it rests, and comes after it.
  const rested = useRested(view);
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => setDrawn(true), []);
  const months = useMemo(() => monthsOf(known[0]), [known[0]]);
  const isMuch = useMemo(() => readingsIn(known[0], rested) > UNASKED, [known[0], rested]);
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
    [person.id, rested.from, rested.to],
    liveRound.value,
  );
  const inOrder = useMemo(
    () => [...(alarms.data ?? [])].sort((a, b) => a.from.getTime() - b.from.getTime()),
    [alarms.data],
  );
  const timeline = { person, known, months, extent, view, rested, zone, isMuch, alarms: inOrder };
  // They stand still while the chart is moved: nothing of them is even looked at then.
  const below = useMemo(() => {
    const shared = { person, view: rested, zone, onView: show };
    return (
      <>
        <div class="columns">
          <TopHoursCard {...shared} />
          <div class="stack">
            <ZonesCard person={person} view={rested} isMuch={isMuch} />
            <AlarmsInView alarms={inOrder} view={rested} zone={zone} onView={show} />
          </div>
        </div>
        <CalendarCard {...shared} extent={extent} />
        <HoursCard {...shared} extent={extent} />
      </>
    );
  }, [person, rested, zone, isMuch, inOrder, extent]);
  return (
    <>
      <TimelineCard {...timeline} onView={show} onZone={setZone} />
      {isDrawn && below}
    </>
  );
}

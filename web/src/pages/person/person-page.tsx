import { useMemo } from 'preact/hooks';
import { PulsebaseError } from '../../../../src/model/pulsebase-error.ts';
import { bucketOf, bucketStart } from '../../../../src/window/bucket.ts';
import { ALL_TIME } from '../../../../src/window/window.ts';
import { loadPerson, type User, type Window } from '../../data/people-calls.ts';
import { loadPoints, type Points } from '../../data/points.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../parts/empty.tsx';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { Link } from '../../parts/link.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { steadyRound } from '../../state/live.ts';
import { MOST_POINTS, screenRoom, windowFor } from './loaded-window.ts';
import { News, useNews } from './news.ts';
import { PersonCharts } from './person-charts.tsx';
import { PersonHead } from './person-head.tsx';
import { askedView } from './use-view.ts';

/** A person: heart rates over time, by hour and by day, and alarms. */
export function PersonPage({ id }: { readonly id: number }) {
  return lacksScope('read') ?? <Person id={id} />;
}

/** Who it is, what there is of them, and the view that the address asks for, if it does: all at once. */
async function load(id: number, signal: AbortSignal) {
  const asked = askedView();
  const [person, all, ...more] = await Promise.all([
    loadPerson(id, signal),
    ofSomebody(loadPoints(id, ALL_TIME, MOST_POINTS, signal)),
    ...(asked === undefined ? [] : [ofSomebody(loadPoints(id, windowFor(asked), screenRoom(), signal))]),
  ]);
  return { person, all, more: more.filter((points) => points !== undefined) };
}

/** Points of somebody, or nothing when there is nobody with this id. */
async function ofSomebody(points: Promise<Points>): Promise<Points | undefined> {
  try {
    return await points;
  } catch (error) {
    if (error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND') return undefined;
    throw error;
  }
}

function Person({ id }: { readonly id: number }) {
  const loaded = useLoaded((signal) => load(id, signal), [id], steadyRound.value);
  return (
    <LoadedView of={loaded} height={480}>
      {({ person, all, more }) => {
        if (person === undefined || all === undefined) {
          return (
            <Empty title={text('personMissing')}>
              <Link to="/people" class="button">
                {text('people')}
              </Link>
            </Empty>
          );
        }
        return <KnownPerson key={id} {...{ person, all, more }} />;
      }}
    </LoadedView>
  );
}

interface KnownPersonProperties {
  readonly person: User;
  readonly all: Points;
  readonly more: readonly Points[];
}

function KnownPerson({ person, all: latest, more }: KnownPersonProperties) {
  const { all, news } = useNews(latest);
  const { extent, readings, known } = useMemo(
    () => ({
      extent: extentOf(all),
      readings: all.counts.reduce((sum, count) => sum + count, 0),
      known: [all, ...more] as const,
    }),
    [all],
  );
  return (
    <News.Provider value={news}>
      <PersonHead person={person} readings={readings} />
      {extent === undefined ? (
        <section class="card">
          <Empty title={text('noReadingsEver')} hint={text('emptyStoreHint')} />
        </section>
      ) : (
        <PersonCharts person={person} known={known} extent={extent} />
      )}
    </News.Provider>
  );
}

/** From the first day with readings to the end of the last, UTC; of more than ten years, to the end of the last month or of today. */
function extentOf({ level, times }: Points): Window | undefined {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const endOfDay = (instant: number) => bucketStart('day', bucketOf('day', instant) + 1) - 1;
  const endOfMonth = bucketStart('month', bucketOf('month', last) + 1) - 1;
  return {
    from: bucketStart('day', bucketOf('day', first)),
    to: level === 'month' ? Math.min(endOfMonth, endOfDay(Date.now())) : endOfDay(last),
  };
}

import { PulsebaseError } from '../../../../src/model/pulsebase-error.ts';
import { type BucketAverage, loadAverages, loadPerson, type Window } from '../../data/people-calls.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../parts/empty.tsx';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { Link } from '../../parts/link.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { PersonCharts } from './person-charts.tsx';
import { PersonHead } from './person-head.tsx';

const DAY = 86_400_000;

/** A person: heart rates over time, by hour and by day, and alarms. */
export function PersonPage({ id }: { readonly id: number }) {
  return lacksScope('read') ?? <Person id={id} />;
}

/** Who it is, and what there is of them month by month. */
async function load(id: number, signal: AbortSignal) {
  const all = { from: 0, to: Date.now() + DAY };
  const months = loadAverages(id, all, 'month', undefined, signal).catch((error: unknown) => {
    if (error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND') return [];
    throw error;
  });
  const person = await loadPerson(id, signal);
  return { person, months: await months, extent: await extentOf(id, await months, signal) };
}

function Person({ id }: { readonly id: number }) {
  const loaded = useLoaded((signal) => load(id, signal), [id]);
  return (
    <LoadedView of={loaded} height={480}>
      {({ person, months, extent }) => {
        if (person === undefined) {
          return (
            <Empty title={text('personMissing')}>
              <Link to="/people" class="button">
                {text('people')}
              </Link>
            </Empty>
          );
        }
        const readings = months.reduce((sum, { count }) => sum + count, 0);
        if (extent === undefined) {
          return (
            <>
              <PersonHead person={person} readings={0} />
              <section class="card">
                <Empty title={text('noReadingsEver')} hint={text('emptyStoreHint')} />
              </section>
            </>
          );
        }
        return (
          <>
            <PersonHead person={person} readings={readings} />
            <PersonCharts person={person} months={months} extent={extent} />
          </>
        );
      }}
    </LoadedView>
  );
}

/** From the first day with readings to the end of the last, UTC; `undefined` where there is none. */
async function extentOf(
  id: number,
  months: readonly BucketAverage[],
  signal: AbortSignal,
): Promise<Window | undefined> {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const daysOf = async ({ start }: BucketAverage) => {
    const from = new Date(start);
    const to = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1) - 1;
    return (await loadAverages(id, { from: from.getTime(), to }, 'day', undefined, signal)).map((day) =>
      Date.parse(day.start),
    );
  };
  const [head, tail] = await Promise.all([daysOf(first), daysOf(last)]);
  return { from: head[0] ?? Date.parse(first.start), to: (tail.at(-1) ?? Date.parse(last.start)) + DAY - 1 };
}

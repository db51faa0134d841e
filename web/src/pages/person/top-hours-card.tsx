import { useContext } from 'preact/hooks';
import { around, rounded } from '../../chart/moves.ts';
import { loadTopHours, type User, type Window } from '../../data/people-calls.ts';
import { formatInstant } from '../../format/instants.ts';
import { formatAverage, formatCount } from '../../format/numbers.ts';
import { zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { News } from './news.ts';

const HOUR = 3_600_000;
const SHOWN_HOURS = 5;

interface Properties {
  readonly person: User;
  readonly view: Window;
  readonly zone: string;
  readonly onView: (view: Window) => void;
}

/** The second query: the highest hourly averages of the view, by the clocks of the zone. */
export function TopHoursCard({ person: { id }, view, zone, onView }: Properties) {
  const { from, to } = rounded(view);
  const loaded = useLoaded(
    (signal) => loadTopHours(id, { from, to }, zone, signal),
    [id, from, to, zone],
    useContext(News),
  );
  return (
    <Card
      title={text('topHours')}
      aside={<span class="small muted">{text('topHoursZone', { z: zoneName(zone, from, (from + to) / 2, to) })}</span>}
    >
      <LoadedView of={loaded} height={240}>
        {(peaks) =>
          peaks.length === 0 ? (
            <Empty title={text('noReadingsInPeriod')} />
          ) : (
            <DataTable
              caption={text('topHours')}
              rows={peaks}
              keyOf={({ average }) => average}
              columns={[
                { ...{ name: 'rank', title: text('rank'), isNumber: true }, cell: (_, at) => formatCount(at + 1) },
                {
                  ...{ name: 'hour', title: text('hour') },
                  cell: ({ hours }) => (
                    <span class="peak-hours">
                      {hours.slice(0, SHOWN_HOURS).map(({ start }) => (
                        <button
                          key={start.getTime()}
                          type="button"
                          class="link"
                          onClick={() => onView(around(start.getTime() + HOUR / 2, 3 * HOUR))}
                        >
                          {formatInstant(start.getTime(), zone)}
                        </button>
                      ))}
                      {hours.length > SHOWN_HOURS && <span class="muted">+{hours.length - SHOWN_HOURS}</span>}
                    </span>
                  ),
                },
                {
                  ...{ name: 'average', title: `${text('average')}, ${text('bpm')}`, isNumber: true },
                  cell: ({ average }) => <span title={String(average)}>{formatAverage(average)}</span>,
                },
                {
                  ...{ name: 'count', title: text('readingsColumn'), isNumber: true },
                  cell: ({ count }) => formatCount(count),
                },
              ]}
            />
          )
        }
      </LoadedView>
    </Card>
  );
}

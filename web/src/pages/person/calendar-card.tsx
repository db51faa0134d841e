import { useContext, useMemo, useState } from 'preact/hooks';
import { CellMap } from '../../chart/cell-map.tsx';
import { around } from '../../chart/moves.ts';
import { type BucketAverage, loadAverages, type User, type Window } from '../../data/people-calls.ts';
import { formatOf } from '../../format/date-formats.ts';
import { formatDate, formatWindow, isoDate } from '../../format/instants.ts';
import { formatAverage } from '../../format/numbers.ts';
import { instantOf } from '../../format/zones.ts';
import { locale } from '../../i18n/language.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { TableSwitch } from '../../parts/table-switch.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { BucketsTable } from './buckets-table.tsx';
import { News } from './news.ts';

const DAY = 86_400_000;
const WEEKS = 53;

interface Properties {
  readonly person: User;
  readonly view: Window;
  readonly extent: Window;
  readonly zone: string;
  readonly onView: (view: Window) => void;
}

/** The averages of 53 weeks, day by day, up to the end of the view. */
export function CalendarCard({ person: { id }, view, extent, zone, onView }: Properties) {
  const [isTable, setTable] = useState(false);
  const firstDay = mondayBefore(isoDate(Math.min(view.to, extent.to), zone), WEEKS - 1);
  const loaded = useLoaded(
    (signal) =>
      loadAverages(
        id,
        { from: instantOf(firstDay, zone), to: instantOf(firstDay + WEEKS * 7 * DAY, zone) - 1 },
        'day',
        zone,
        signal,
      ),
    [id, firstDay, zone],
    useContext(News),
  );
  return (
    <Card title={text('calendar')} aside={<TableSwitch isTable={isTable} onChange={setTable} />}>
      <LoadedView of={loaded} height={140}>
        {(days) =>
          isTable ? (
            <BucketsTable buckets={days} zone={zone} caption={text('calendar')} isDay />
          ) : (
            <Calendar days={days} firstDay={firstDay} zone={zone} onView={onView} />
          )
        }
      </LoadedView>
    </Card>
  );
}

interface CalendarProperties {
  readonly days: readonly BucketAverage[];
  /** A Monday, as if it were UTC. */
  readonly firstDay: number;
  readonly zone: string;
  readonly onView: (view: Window) => void;
}

function Calendar({ days, firstDay, zone, onView }: CalendarProperties) {
  const byDay = useMemo(() => new Map(days.map((day) => [isoDate(day.start.getTime(), zone), day])), [days, zone]);
  const dateAt = ({ column, row }: { readonly column: number; readonly row: number }) =>
    firstDay + (column * 7 + row) * DAY;
  const nameOf = (date: number) => new Date(date).toISOString().slice(0, 10);
  const valueAt = useMemo(
    () => (cell: { readonly column: number; readonly row: number }) => byDay.get(nameOf(dateAt(cell)))?.average,
    [byDay, firstDay],
  );
  const format = (date: number, options: Intl.DateTimeFormatOptions) => formatOf(locale(), 'UTC', options).format(date);
  const months = Array.from({ length: WEEKS }, (_, column) => column).filter((column) => {
    const before = new Date(firstDay + (column - 1) * 7 * DAY).getUTCMonth();
    return new Date(firstDay + column * 7 * DAY).getUTCMonth() !== before;
  });
  return (
    <CellMap
      columns={WEEKS}
      rows={7}
      cellHeight={15}
      valueAt={valueAt}
      summary={`${text('calendar')}: ${formatWindow(firstDay, firstDay + WEEKS * 7 * DAY - 1, 'UTC')}`}
      describe={(cell) => {
        const value = valueAt(cell);
        const date = formatDate(dateAt(cell), 'UTC');
        return `${date}: ${value === undefined ? text('noData') : `${formatAverage(value)} ${text('bpm')}`}`;
      }}
      onPick={(cell) => onView(around(instantOf(dateAt(cell) + DAY / 2, zone), DAY))}
      columnLabels={months.map((column) => [column, format(firstDay + column * 7 * DAY, { month: 'short' })] as const)}
      rowLabels={[0, 2, 4, 6].map((row) => [row, format(firstDay + row * DAY, { weekday: 'short' })] as const)}
    />
  );
}

/** The Monday of the week of a date, or so many weeks before it. */
function mondayBefore(date: string, weeks: number): number {
  const day = Date.parse(`${date}T00:00:00Z`);
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  return day - (sinceMonday + weeks * 7) * DAY;
}

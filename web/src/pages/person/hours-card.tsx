import { useContext, useMemo, useState } from 'preact/hooks';
import { CellMap } from '../../chart/cell-map.tsx';
import { around } from '../../chart/moves.ts';
import { type BucketAverage, loadAverages, type User, type Window } from '../../data/people-calls.ts';
import { formatOf } from '../../format/date-formats.ts';
import { formatDate, formatWindow, isoDate } from '../../format/instants.ts';
import { formatAverage } from '../../format/numbers.ts';
import { instantOf, offsetOf } from '../../format/zones.ts';
import { locale } from '../../i18n/language.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { TableSwitch } from '../../parts/table-switch.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { BucketsTable } from './buckets-table.tsx';
import { News } from './news.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAYS = 56;

interface Properties {
  readonly person: User;
  readonly view: Window;
  readonly extent: Window;
  readonly zone: string;
  readonly onView: (view: Window) => void;
}

interface Cell {
  readonly column: number;
  readonly row: number;
}

/** The averages of eight weeks by hour of the day, up to the end of the view. */
export function HoursCard({ person: { id }, view, extent, zone, onView }: Properties) {
  const [isTable, setTable] = useState(false);
  const lastDay = Date.parse(`${isoDate(Math.min(view.to, extent.to), zone)}T00:00:00Z`);
  const firstDay = lastDay - (DAYS - 1) * DAY;
  const loaded = useLoaded(
    (signal) =>
      loadAverages(
        id,
        { from: instantOf(firstDay, zone), to: instantOf(lastDay + DAY, zone) - 1 },
        'hour',
        zone,
        signal,
      ),
    [id, firstDay, zone],
    useContext(News),
  );
  return (
    <Card title={text('hourByDay')} aside={<TableSwitch isTable={isTable} onChange={setTable} />}>
      <LoadedView of={loaded} height={280}>
        {(hours) =>
          isTable ? (
            <BucketsTable buckets={hours} zone={zone} caption={text('hourByDay')} />
          ) : (
            <HourMap hours={hours} firstDay={firstDay} zone={zone} onView={onView} />
          )
        }
      </LoadedView>
    </Card>
  );
}

interface MapProperties {
  readonly hours: readonly BucketAverage[];
  readonly firstDay: number;
  readonly zone: string;
  readonly onView: (view: Window) => void;
}

function HourMap({ hours, firstDay, zone, onView }: MapProperties) {
  // Of an hour that the clocks show twice, the two averages are one.
  const byHour = useMemo(() => {
    const cells = new Map<number, { sum: number; count: number }>();
    for (const { start, average, count } of hours) {
      const instant = start.getTime();
      const key = Math.floor((instant + offsetOf(instant, zone) - firstDay) / HOUR);
      const known = cells.get(key) ?? { sum: 0, count: 0 };
      cells.set(key, { sum: known.sum + average * count, count: known.count + count });
    }
    return cells;
  }, [hours, zone, firstDay]);
  const valueAt = useMemo(
    () =>
      ({ column, row }: Cell) => {
        const found = byHour.get(column * 24 + row);
        return found === undefined ? undefined : found.sum / found.count;
      },
    [byHour],
  );
  const format = (date: number) => formatOf(locale(), 'UTC', { month: 'short', day: 'numeric' }).format(date);
  const hourName = (row: number) => `${String(row).padStart(2, '0')}:00`;
  return (
    <CellMap
      columns={DAYS}
      rows={24}
      cellHeight={11}
      valueAt={valueAt}
      summary={`${text('hourByDay')}: ${formatWindow(firstDay, firstDay + DAYS * DAY - 1, 'UTC')}`}
      describe={(cell) => {
        const value = valueAt(cell);
        const when = `${formatDate(firstDay + cell.column * DAY, 'UTC')} ${hourName(cell.row)}`;
        return `${when}: ${value === undefined ? text('noData') : `${formatAverage(value)} ${text('bpm')}`}`;
      }}
      onPick={({ column, row }) =>
        onView(around(instantOf(firstDay + column * DAY + (row + 0.5) * HOUR, zone), 3 * HOUR))
      }
      columnLabels={Array.from(
        { length: DAYS / 7 },
        (_, week) => [week * 7, format(firstDay + week * 7 * DAY)] as const,
      )}
      rowLabels={[0, 6, 12, 18].map((row) => [row, hourName(row)] as const)}
    />
  );
}

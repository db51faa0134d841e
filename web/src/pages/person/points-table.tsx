import { useMemo } from 'preact/hooks';
import type { Window } from '../../data/people-calls.ts';
import type { Points } from '../../data/points.ts';
import { formatInstant } from '../../format/instants.ts';
import { formatAverage, formatBpm, formatCount } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';

interface Properties {
  readonly points: Points;
  readonly view: Window;
  readonly zone: string;
  readonly caption: string;
}

/** What the chart shows, as numbers. */
export function PointsTable({ points, view, zone, caption }: Properties) {
  const rows = useMemo(
    () => points.times.flatMap((time, at) => (time >= view.from && time <= view.to ? [at] : [])),
    [points, view.from, view.to],
  );
  if (rows.length === 0) return <Empty title={text('noReadingsInPeriod')} />;
  const number = (name: string, title: string, cell: (at: number) => string) => ({ name, title, cell, isNumber: true });
  return (
    <DataTable
      caption={caption}
      rows={rows}
      keyOf={(at) => points.times[at]!}
      columns={[
        {
          ...{ name: 'time', title: text('time') },
          cell: (at) => (
            <time dateTime={new Date(points.times[at]!).toISOString()}>
              {formatInstant(points.times[at]!, zone, { seconds: points.level === 'raw' })}
            </time>
          ),
        },
        number('average', text('average'), (at) => formatAverage(points.averages[at]!)),
        number('low', text('lowest'), (at) => formatBpm(points.lows[at]!)),
        number('high', text('highest'), (at) => formatBpm(points.highs[at]!)),
        number('count', text('readingsColumn'), (at) => formatCount(points.counts[at]!)),
      ]}
    />
  );
}

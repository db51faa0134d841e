import { useMemo } from 'preact/hooks';
import type { BucketAverage } from '../../data/people-calls.ts';
import { formatDate, formatInstant } from '../../format/instants.ts';
import { formatAverage, formatBpm, formatCount } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';

interface Properties {
  readonly buckets: readonly BucketAverage[];
  readonly zone: string;
  readonly caption: string;
  readonly isDay?: boolean;
}

/** Buckets as numbers, the newest first. */
export function BucketsTable({ buckets, zone, caption, isDay = false }: Properties) {
  const rows = useMemo(() => [...buckets].reverse(), [buckets]);
  if (rows.length === 0) return <Empty title={text('noReadingsInPeriod')} />;
  const number = (name: string, title: string, cell: (bucket: BucketAverage) => string) => ({
    ...{ name, title, cell },
    isNumber: true,
  });
  return (
    <DataTable
      caption={caption}
      rows={rows}
      keyOf={({ start }) => start.getTime()}
      columns={[
        {
          ...{ name: 'time', title: text(isDay ? 'day' : 'hour') },
          cell: ({ start }) => (isDay ? formatDate(start.getTime(), zone) : formatInstant(start.getTime(), zone)),
        },
        number('average', text('average'), ({ average }) => formatAverage(average)),
        number('low', text('lowest'), ({ min }) => formatBpm(min)),
        number('high', text('highest'), ({ max }) => formatBpm(max)),
        number('count', text('readingsColumn'), ({ count }) => formatCount(count)),
      ]}
    />
  );
}

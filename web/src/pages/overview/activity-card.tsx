import { useState } from 'preact/hooks';
import { Bars } from '../../chart/bars.tsx';
import type { Activity } from '../../data/service-calls.ts';
import { formatInstant, formatTime } from '../../format/instants.ts';
import { VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { TableSwitch } from '../../parts/table-switch.tsx';

const LABEL_EVERY = 6;

/** Readings hour by hour. */
export function ActivityCard({ activity: { hours, readings, users } }: { readonly activity: Activity }) {
  const [isTable, setTable] = useState(false);
  const bars = hours.map(({ start, readings: count }) => ({
    value: count,
    of: formatInstant(start.getTime(), VIEWER_ZONE),
    words: text('readings', { n: count }),
  }));
  const labels = hours.flatMap(({ start }, at) =>
    at % LABEL_EVERY === 0 ? [[at, formatTime(start.getTime(), VIEWER_ZONE)] as const] : [],
  );
  return (
    <Card
      title={text('readingsPerHour')}
      aside={
        <>
          <span class="muted small">{text('peopleCount', { n: users })}</span>
          <TableSwitch isTable={isTable} onChange={setTable} />
        </>
      }
    >
      <Bars
        bars={bars}
        labels={labels}
        summary={`${text('readingsPerHour')}: ${text('readings', { n: readings })}`}
        titles={[text('hour'), text('readingsColumn')]}
        isTable={isTable}
      />
    </Card>
  );
}

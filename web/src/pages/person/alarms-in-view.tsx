import { around, spanOf } from '../../chart/moves.ts';
import type { Alarm } from '../../data/alarm-calls.ts';
import type { Window } from '../../data/people-calls.ts';
import { formatDuration, formatInstant } from '../../format/instants.ts';
import { formatBpm } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { SeverityMark } from '../../parts/severity.tsx';

interface Properties {
  readonly alarms: readonly Alarm[];
  readonly view: Window;
  readonly zone: string;
  readonly onView: (view: Window) => void;
}

const LEAST_AROUND_MS = 30 * 60_000;

/** The alarms whose bands the chart shows. */
export function AlarmsInView({ alarms, view, zone, onView }: Properties) {
  const shown = alarms.filter(
    ({ from, until }) => from.getTime() <= view.to && (until?.getTime() ?? Number.POSITIVE_INFINITY) >= view.from,
  );
  return (
    <Card title={text('alarmsOfPerson')}>
      {shown.length === 0 ? (
        <Empty title={text('alarmsNoneInView')} />
      ) : (
        <DataTable
          caption={text('alarmsOfPerson')}
          rows={shown}
          keyOf={({ id }) => id}
          columns={[
            { name: 'severity', title: text('severity'), cell: ({ severity }) => <SeverityMark of={severity} /> },
            {
              ...{ name: 'from', title: text('alarmSince') },
              cell: ({ from, until }) => {
                const end = until?.getTime() ?? Date.now();
                const window = { from: from.getTime(), to: end };
                const beside = Math.max(LEAST_AROUND_MS, spanOf(window));
                return (
                  <button
                    type="button"
                    class="link"
                    onClick={() => onView(around((window.from + window.to) / 2, spanOf(window) + 2 * beside))}
                  >
                    {formatInstant(from.getTime(), zone)}
                  </button>
                );
              },
            },
            {
              ...{ name: 'lasts', title: text('alarmDuration'), isNumber: true },
              cell: ({ from, until }) =>
                until === null ? text('goesOn') : formatDuration(until.getTime() - from.getTime()),
            },
            { name: 'rule', title: text('alarmRule'), cell: ({ ruleName }) => <bdi>{ruleName}</bdi> },
            {
              ...{ name: 'peak', title: text('alarmPeak'), isNumber: true },
              cell: ({ peak }) => (peak === null ? '–' : formatBpm(peak)),
            },
          ]}
        />
      )}
    </Card>
  );
}

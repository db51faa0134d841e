import { loadObjectives } from '../../data/service-calls.ts';
import { formatMilliseconds } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';

/** The objectives of the service, and how far from them it is. */
export function ObjectivesCard() {
  const loaded = useLoaded(loadObjectives, [], liveRound.value);
  return (
    <Card title={text('objectives')}>
      <LoadedView of={loaded}>
        {({ objectives }) => (
          <DataTable
            caption={text('objectives')}
            keyOf={({ name }) => name}
            rows={objectives}
            columns={[
              { name: 'name', title: text('objective'), cell: ({ name }) => <code>{name}</code> },
              {
                ...{ name: 'p95', title: text('objectiveP95'), isNumber: true },
                cell: ({ p95Ms }) => (p95Ms === null ? '–' : formatMilliseconds(p95Ms)),
              },
              {
                ...{ name: 'bound', title: text('objectiveBound'), isNumber: true },
                cell: ({ objectiveMs }) => formatMilliseconds(objectiveMs),
              },
              {
                ...{ name: 'verdict', title: text('objectiveVerdict') },
                cell: ({ verdict }) =>
                  verdict === 'too_few' ? (
                    <span class="muted">{text('noMeasure')}</span>
                  ) : (
                    text(verdict === 'met' ? 'met' : 'missed')
                  ),
              },
            ]}
          />
        )}
      </LoadedView>
    </Card>
  );
}

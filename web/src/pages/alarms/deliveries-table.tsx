import type { Delivery } from '../../../../src/client/webhooks.ts';
import { ofAlarms } from '../../data/calls.ts';
import { formatRecent } from '../../format/instants.ts';
import { formatCount } from '../../format/numbers.ts';
import { VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';

const MOST = 200;

/** What became of the latest messages of a webhook. */
export function DeliveriesTable({ webhookId }: { readonly webhookId: string }) {
  const loaded = useLoaded(
    (signal) =>
      ofAlarms(async (client) => {
        const found: Delivery[] = [];
        for await (const delivery of client.listDeliveries(webhookId)) {
          found.push(delivery);
          if (found.length === MOST) break;
        }
        return found;
      }, signal),
    [webhookId],
    liveRound.value,
  );
  return (
    <div class="row-more">
      <LoadedView of={loaded}>
        {(deliveries) =>
          deliveries.length === 0 ? (
            <Empty title={text('deliveriesNone')} />
          ) : (
            <DataTable
              caption={text('deliveries')}
              rows={deliveries}
              keyOf={({ id }) => id}
              columns={[
                { name: 'event', title: text('event'), cell: ({ type }) => <code>{type}</code> },
                { name: 'state', title: text('webhookState'), cell: ({ state }) => text(`delivery_${state}`) },
                {
                  ...{ name: 'attempts', title: text('attempts'), isNumber: true },
                  cell: ({ attempts }) => formatCount(attempts),
                },
                {
                  name: 'status',
                  title: text('status'),
                  cell: ({ status, error }) => <bdi>{error ?? status ?? '–'}</bdi>,
                },
                {
                  ...{ name: 'time', title: text('time') },
                  cell: ({ triedAt, queuedAt }) => formatRecent((triedAt ?? queuedAt).getTime(), VIEWER_ZONE),
                },
              ]}
            />
          )
        }
      </LoadedView>
    </div>
  );
}

import type { SilentUser } from '../../data/service-calls.ts';
import { formatDate, formatDuration, formatRecent } from '../../format/instants.ts';
import { VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Link } from '../../parts/link.tsx';
import { PersonName } from '../../parts/person-name.tsx';

/** Who has been silent longest, of those who were measured lately. */
export function SilentCard({ silent, upTo }: { readonly silent: readonly SilentUser[]; readonly upTo: number }) {
  const within = text('silentWithin', { t: formatDate(upTo, VIEWER_ZONE) });
  return (
    <Card title={text('silentLongest')} aside={<span class="small muted">{within}</span>}>
      {silent.length === 0 ? (
        <Empty title={text('silentNone')} />
      ) : (
        <DataTable
          caption={text('silentLongest')}
          rows={silent}
          keyOf={({ userId }) => userId}
          columns={[
            {
              ...{ name: 'person', title: text('person') },
              cell: ({ userId, name }) => (
                <Link to={`/people/${userId}`}>
                  <PersonName id={userId} name={name} />
                </Link>
              ),
            },
            {
              ...{ name: 'last', title: text('lastReading') },
              cell: ({ lastReading }) => formatRecent(lastReading.getTime(), VIEWER_ZONE),
            },
            {
              ...{ name: 'silence', title: text('silentFor'), isNumber: true },
              cell: ({ lastReading }) => formatDuration(Date.now() - lastReading.getTime()),
            },
          ]}
        />
      )}
    </Card>
  );
}

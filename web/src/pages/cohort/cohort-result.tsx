import { useMemo, useState } from 'preact/hooks';
import { Bars } from '../../chart/bars.tsx';
import { histogram } from '../../chart/histogram.ts';
import type { CohortMember, CohortQuery, User } from '../../data/people-calls.ts';
import { formatWindow } from '../../format/instants.ts';
import { formatAverage, formatCount } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { csvLine } from '../../parts/csv-line.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { download } from '../../parts/download.ts';
import { Empty } from '../../parts/empty.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Link } from '../../parts/link.tsx';
import { PersonName } from '../../parts/person-name.tsx';
import { TableSwitch } from '../../parts/table-switch.tsx';
import { go, query, withQuery } from '../../state/router.ts';
import { gendersOf, instantOf } from './cohort-query.ts';

interface Properties {
  readonly members: readonly CohortMember[];
  readonly cohortQuery: CohortQuery;
  readonly people: ReadonlyMap<number, User> | undefined;
  readonly users: number;
}

interface Row extends CohortMember {
  readonly rank: number;
  readonly name: string | undefined;
}

const ORDERS: Readonly<Record<string, (a: Row, b: Row) => number>> = {
  rank: (a, b) => a.rank - b.rank,
  person: (a, b) => (a.name ?? '').localeCompare(b.name ?? '') || a.userId - b.userId,
  average: (a, b) => a.average - b.average || b.rank - a.rank,
  count: (a, b) => a.count - b.count || b.rank - a.rank,
};

/** Who is in the cohort, and how their averages are spread. */
export function CohortResult({ members, cohortQuery, people, users }: Properties) {
  const sort = query.value.get('sort') ?? '-average';
  const sorting = { by: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') };
  const rows = useMemo(() => {
    const named = members.map(
      (member, at): Row => ({ ...member, rank: at + 1, name: people?.get(member.userId)?.name }),
    );
    const sorted = named.sort(ORDERS[sorting.by] ?? ORDERS.rank);
    return sorting.isDescending ? sorted.reverse() : sorted;
  }, [members, people, sort]);
  const [isTable, setTable] = useState(false);
  const sentence = sentenceOf(cohortQuery);
  if (members.length === 0) {
    return (
      <section class="card">
        <p class="muted">{sentence}</p>
        <Empty title={text('cohortNone')} hint={text('cohortNoneHint')} />
      </section>
    );
  }
  const bins = histogram(members.map(({ average }) => average));
  const windowQuery = `from=${isoOf(cohortQuery.from)}&to=${isoOf(cohortQuery.to)}`;
  const csv = () =>
    csvLine(['rank', 'user_id', 'external_id', 'average', 'readings']) +
    rows
      .map(({ rank, userId, externalId, average, count }) => csvLine([rank, userId, externalId ?? '', average, count]))
      .join('');
  return (
    <>
      <section class="card" aria-label={text('distribution')}>
        <div class="card-head">
          <div>
            <h2 class="number">{text('cohortResult', { n: members.length, m: users })}</h2>
            <p class="muted">{sentence}</p>
          </div>
          <div class="card-aside">
            <TableSwitch isTable={isTable} onChange={setTable} />
            <button type="button" class="button" onClick={() => download('cohort.csv', csv())}>
              <Icon name="download" />
              {text('downloadCsv')}
            </button>
            <CopyButton words={text('copyLink')} content={() => location.href} />
          </div>
        </div>
        <Bars
          height={72}
          titles={[`${text('average')}, ${text('bpm')}`, text('people')]}
          isTable={isTable}
          summary={`${text('distribution')}: ${formatAverage(Math.min(...members.map(({ average }) => average)))} – ${formatAverage(members[0]!.average)} ${text('bpm')}`}
          bars={bins.map(({ from, to, count }) => ({
            value: count,
            of: `${formatAverage(from)} – ${formatAverage(to)} ${text('bpm')}`,
            words: text('peopleCount', { n: count }),
          }))}
          labels={bins.flatMap(({ from }, at) =>
            at % Math.ceil(bins.length / 6) === 0 ? [[at, formatAverage(from)] as const] : [],
          )}
        />
      </section>
      <section class="card" aria-label={text('cohort')}>
        <DataTable
          caption={sentence}
          rows={rows}
          keyOf={({ userId }) => userId}
          sorting={sorting}
          onSort={({ by, isDescending }) =>
            go(withQuery({ sort: `${isDescending ? '-' : ''}${by}` }), { replace: true })
          }
          columns={[
            {
              ...{ name: 'rank', title: text('rank'), isNumber: true, isSortable: true },
              cell: ({ rank }) => formatCount(rank),
            },
            {
              ...{ name: 'person', title: text('person'), isSortable: true },
              cell: ({ userId, name }) => (
                <Link to={`/people/${userId}?${windowQuery}`}>
                  <PersonName id={userId} name={name} />
                </Link>
              ),
            },
            {
              ...{ name: 'average', title: `${text('average')}, ${text('bpm')}`, isNumber: true, isSortable: true },
              cell: ({ average }) => <span title={String(average)}>{formatAverage(average)}</span>,
            },
            {
              ...{ name: 'count', title: text('readingsColumn'), isNumber: true, isSortable: true },
              cell: ({ count }) => formatCount(count),
            },
          ]}
        />
      </section>
    </>
  );
}

function isoOf(end: string): string {
  return new Date(instantOf(end)).toISOString();
}

function sentenceOf(cohortQuery: CohortQuery): string {
  const genders = gendersOf(cohortQuery).map((gender) => text(gender));
  const who = genders.length === 0 ? text('cohortAll') : genders.join(', ');
  const window = formatWindow(instantOf(cohortQuery.from), instantOf(cohortQuery.to), 'UTC');
  const { minAge, minHeartRate, minReadings } = cohortQuery;
  const sentence =
    minAge === ''
      ? text('cohortSentence', { who, bpm: minHeartRate, window })
      : text('cohortSentenceAge', { who, age: minAge, bpm: minHeartRate, window });
  return minReadings === '' ? sentence : `${sentence}${text('cohortSentenceReadings', { n: minReadings })}`;
}

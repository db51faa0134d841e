import { useMemo, useState } from 'preact/hooks';
import { matchPeople } from '../../data/match-people.ts';
import { usePeople } from '../../data/people.ts';
import type { User } from '../../data/people-calls.ts';
import { text } from '../../i18n/text.ts';
import { DataTable, type Sorting } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { Link } from '../../parts/link.tsx';
import { PersonName } from '../../parts/person-name.tsx';
import { go, query, withQuery } from '../../state/router.ts';
import { ageOf } from './age-of.ts';

const ORDERS: Readonly<Record<string, (a: User, b: User) => number>> = {
  id: (a, b) => a.id - b.id,
  name: (a, b) => a.name.localeCompare(b.name),
  age: (a, b) => (ageOf(a) ?? -1) - (ageOf(b) ?? -1),
};

/** Everybody, to be found by name or id. */
export function PeoplePage() {
  return (
    <>
      <div class="page-head">
        <h1>{text('people')}</h1>
      </div>
      {lacksScope('read') ?? <People />}
    </>
  );
}

function People() {
  const people = usePeople();
  const [sorting, setSorting] = useState<Sorting>({ by: 'id', isDescending: false });
  const sought = query.value.get('find') ?? '';
  const rows = useMemo(() => {
    const found = matchPeople(people, sought);
    const sorted = found.sort(ORDERS[sorting.by]);
    return sorting.isDescending ? sorted.reverse() : sorted;
  }, [people, sought, sorting]);
  if (people === undefined) return <div class="skeleton" style={{ minHeight: '320px' }} aria-busy="true" />;
  if (people.size === 0) {
    return (
      <Empty title={text('peopleNone')} hint={text('emptyStoreHint')}>
        <Link to="/data" class="button primary">
          {text('data')}
        </Link>
      </Empty>
    );
  }
  return (
    <section class="card">
      <div class="form-row">
        <Field
          label={text('find')}
          placeholder={text('findHint')}
          width="22rem"
          value={sought}
          onInput={(words) => go(withQuery({ find: words }), { replace: true })}
        />
        <span class="muted number push" role="status">
          {text('peopleCount', { n: rows.length })}
        </span>
      </div>
      {rows.length === 0 ? (
        <Empty title={text('findNone')} />
      ) : (
        <DataTable
          key={sought}
          caption={text('people')}
          rows={rows}
          keyOf={({ id }) => id}
          sorting={sorting}
          onSort={setSorting}
          columns={[
            {
              ...{ name: 'name', title: text('person'), isSortable: true },
              cell: ({ id, name }) => (
                <Link to={`/people/${id}`}>
                  <PersonName id={id} name={name} />
                </Link>
              ),
            },
            {
              ...{ name: 'externalId', title: text('externalId') },
              cell: ({ externalId }) => <bdi>{externalId ?? '–'}</bdi>,
            },
            { ...{ name: 'gender', title: text('gender') }, cell: ({ gender }) => text(gender) },
            {
              ...{ name: 'age', title: text('age'), isNumber: true, isSortable: true },
              cell: (user) => ageOf(user) ?? '–',
            },
          ]}
        />
      )}
    </section>
  );
}

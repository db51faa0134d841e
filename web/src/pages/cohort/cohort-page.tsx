import { useState } from 'preact/hooks';
import { usePeople } from '../../data/people.ts';
import { type CohortMember, type CohortQuery, loadCohort } from '../../data/people-calls.ts';
import { loadStats } from '../../data/service-calls.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../parts/empty.tsx';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { type Loaded, useLoaded } from '../../parts/use-loaded.ts';
import { go, query, withQuery } from '../../state/router.ts';
import { CohortForm } from './cohort-form.tsx';
import { cohortQueryOf, firstCohortQuery } from './cohort-query.ts';
import { CohortResult } from './cohort-result.tsx';

/** The first query: who is in a cohort. It is written in the address. */
export function CohortPage() {
  return (
    <>
      <div class="page-head">
        <h1>{text('cohort')}</h1>
        <span class="muted">{text('cohortAsk')}</span>
      </div>
      {lacksScope('read') ?? <Asked />}
    </>
  );
}

function Asked() {
  const asked = cohortQueryOf(query.value);
  const stats = useLoaded(loadStats, []);
  const last = stats.data?.lastReading;
  // What the address asks for waits for nothing; what to begin with depends on what there is.
  const cohortQuery = asked ?? (last ? firstCohortQuery(last) : undefined);
  const members = useLoaded(
    async (signal) => cohortQuery && loadCohort(cohortQuery, signal),
    [JSON.stringify(cohortQuery)],
  );
  return (
    <LoadedView of={stats} height={90}>
      {({ users }) =>
        cohortQuery === undefined || last === null ? (
          <Empty title={text('emptyStore')} hint={text('emptyStoreHint')} />
        ) : (
          <Answer cohortQuery={cohortQuery} members={members} users={users} />
        )
      }
    </LoadedView>
  );
}

interface AnswerProperties {
  readonly cohortQuery: CohortQuery;
  readonly members: Loaded<readonly CohortMember[] | undefined>;
  readonly users: number;
}

function Answer({ cohortQuery, members, users }: AnswerProperties) {
  const [draft, setDraft] = useState(cohortQuery);
  const people = usePeople();
  return (
    <>
      <CohortForm cohortQuery={draft} onChange={setDraft} onAsk={() => go(withQuery({ ...draft }))} />
      <LoadedView of={members} height={420}>
        {(found = []) => <CohortResult members={found} cohortQuery={cohortQuery} people={people} users={users} />}
      </LoadedView>
    </>
  );
}

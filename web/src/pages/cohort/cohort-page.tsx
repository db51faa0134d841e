import { useState } from 'preact/hooks';
import { usePeople } from '../../data/people.ts';
import { type CohortQuery, loadCohort } from '../../data/people-calls.ts';
import { loadStats } from '../../data/service-calls.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../parts/empty.tsx';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
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
  return (
    <LoadedView of={stats} height={90}>
      {({ lastReading, users }) =>
        lastReading === null ? (
          <Empty title={text('emptyStore')} hint={text('emptyStoreHint')} />
        ) : (
          <Answer asked={asked} first={firstCohortQuery(Date.parse(lastReading))} users={users} />
        )
      }
    </LoadedView>
  );
}

interface AnswerProperties {
  readonly asked: CohortQuery | undefined;
  readonly first: CohortQuery;
  readonly users: number;
}

function Answer({ asked, first, users }: AnswerProperties) {
  const [draft, setDraft] = useState(asked ?? first);
  const cohortQuery = asked ?? first;
  const loaded = useLoaded((signal) => loadCohort(cohortQuery, signal), [JSON.stringify(cohortQuery)]);
  const people = usePeople();
  return (
    <>
      <CohortForm cohortQuery={draft} onChange={setDraft} onAsk={() => go(withQuery({ ...draft }))} />
      <LoadedView of={loaded} height={420}>
        {(members) => <CohortResult members={members} cohortQuery={cohortQuery} people={people} users={users} />}
      </LoadedView>
    </>
  );
}

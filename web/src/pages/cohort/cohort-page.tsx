import { useState } from 'preact/hooks';
import { usePeople } from '../../data/people.ts';
import { type CohortQuestion, loadCohort } from '../../data/people-calls.ts';
import { loadStats } from '../../data/service-calls.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../parts/empty.tsx';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { go, query, withQuery } from '../../state/router.ts';
import { CohortForm } from './cohort-form.tsx';
import { firstQuestion, questionOf } from './cohort-question.ts';
import { CohortResult } from './cohort-result.tsx';

/** The first query: who is in a cohort. The question is the address. */
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
  const asked = questionOf(query.value);
  const stats = useLoaded(loadStats, []);
  return (
    <LoadedView of={stats} height={90}>
      {({ lastReading, users }) =>
        lastReading === null ? (
          <Empty title={text('emptyStore')} hint={text('emptyStoreHint')} />
        ) : (
          <Question asked={asked} first={firstQuestion(Date.parse(lastReading))} users={users} />
        )
      }
    </LoadedView>
  );
}

interface QuestionProperties {
  readonly asked: CohortQuestion | undefined;
  readonly first: CohortQuestion;
  readonly users: number;
}

function Question({ asked, first, users }: QuestionProperties) {
  const [draft, setDraft] = useState(asked ?? first);
  const question = asked ?? first;
  const loaded = useLoaded((signal) => loadCohort(question, signal), [JSON.stringify(question)]);
  const people = usePeople();
  return (
    <>
      <CohortForm question={draft} onChange={setDraft} onAsk={() => go(withQuery({ ...draft }))} />
      <LoadedView of={loaded} height={420}>
        {(members) => <CohortResult members={members} question={question} people={people} users={users} />}
      </LoadedView>
    </>
  );
}

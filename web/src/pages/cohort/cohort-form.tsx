import type { CohortQuestion } from '../../data/people-calls.ts';
import { text } from '../../i18n/text.ts';
import { Field } from '../../parts/field.tsx';
import { GenderChecks } from '../../parts/gender-checks.tsx';
import { gendersOf } from './cohort-question.ts';

interface Properties {
  readonly question: CohortQuestion;
  readonly onChange: (question: CohortQuestion) => void;
  readonly onAsk: () => void;
}

/** Asks for a cohort. */
export function CohortForm({ question, onChange, onAsk }: Properties) {
  const chosen = gendersOf(question);
  const field = (name: keyof CohortQuestion) => ({
    value: question[name],
    onInput: (value: string) => onChange({ ...question, [name]: value }),
  });
  // An address may have any instants; a day is what can be chosen here.
  const dateField = (name: 'from' | 'to') => ({ ...field(name), value: question[name].slice(0, 10) });
  return (
    <form
      class="card form-row"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk();
      }}
    >
      <Field
        label={text('cohortOlder')}
        type="number"
        min={0}
        max={150}
        step="any"
        width="5rem"
        unit={text('cohortYears')}
        {...field('minAge')}
      />
      <GenderChecks chosen={chosen} onChange={(next) => onChange({ ...question, gender: next.join(',') })} />
      <Field
        label={text('cohortAbove')}
        type="number"
        step="any"
        width="5.5rem"
        unit={text('bpm')}
        required
        {...field('minHeartRate')}
      />
      <Field
        label={text('cohortMinReadings')}
        type="number"
        min={1}
        step={1}
        width="5.5rem"
        unit={text('cohortReadings')}
        {...field('minReadings')}
      />
      <Field label={`${text('from')} (UTC)`} type="date" required {...dateField('from')} />
      <Field label={`${text('to')} (UTC)`} type="date" required {...dateField('to')} />
      <button type="submit" class="button primary">
        {text('apply')}
      </button>
    </form>
  );
}

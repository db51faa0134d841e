import type { CohortQuery } from '../../data/people-calls.ts';
import { text } from '../../i18n/text.ts';
import { Field } from '../../parts/field.tsx';
import { GenderChecks } from '../../parts/gender-checks.tsx';
import { gendersOf } from './cohort-query.ts';

interface Properties {
  readonly cohortQuery: CohortQuery;
  readonly onChange: (cohortQuery: CohortQuery) => void;
  readonly onAsk: () => void;
}

/** Asks for a cohort. */
export function CohortForm({ cohortQuery, onChange, onAsk }: Properties) {
  const chosen = gendersOf(cohortQuery);
  const field = (name: keyof CohortQuery) => ({
    value: cohortQuery[name],
    onInput: (value: string) => onChange({ ...cohortQuery, [name]: value }),
  });
  // An address may have any instants; a day is what can be chosen here.
  const dateField = (name: 'from' | 'to') => ({ ...field(name), value: cohortQuery[name].slice(0, 10) });
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
      <GenderChecks chosen={chosen} onChange={(next) => onChange({ ...cohortQuery, gender: next.join(',') })} />
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

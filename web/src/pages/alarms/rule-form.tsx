import { useEffect, useRef, useState } from 'preact/hooks';
import type { RuleInput } from '../../../../src/alarms/require-rule.ts';
import type { RuleTrial } from '../../../../src/client/alarms.ts';
import { ofAlarms } from '../../data/calls.ts';
import type { Window } from '../../data/people-calls.ts';
import { loadStats } from '../../data/service-calls.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { Choice } from '../../parts/choice.tsx';
import { FailureView } from '../../parts/failure-view.tsx';
import { Field } from '../../parts/field.tsx';
import { GenderChecks } from '../../parts/gender-checks.tsx';
import { Select } from '../../parts/select.tsx';
import { SEVERITIES } from '../../parts/severity.tsx';
import { toFirstField } from '../../parts/to-first-field.ts';
import { useAction } from '../../parts/use-action.ts';
import { RULE_TYPES, type RuleDraft, ruleOf } from './rule-draft.ts';
import { TrialView } from './trial-view.tsx';

const TRIED_MS = 30 * 86_400_000;

interface Tried {
  readonly rule: RuleInput;
  readonly trial: RuleTrial;
  readonly window: Window;
}

interface Properties {
  readonly first: RuleDraft;
  readonly onDone: (isChanged: boolean) => void;
}

/** A rule, its fields, and what it would have raised. */
export function RuleForm({ first, onDone }: Properties) {
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState<Tried | undefined>(undefined);
  const { isBusy, failure, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => void toFirstField(form.current), []);
  const { type, id } = draft;
  const field = (
    name: 'name' | 'limit' | 'endLimit' | 'forMinutes' | 'windowMinutes' | 'minReadings' | 'maxGapMinutes' | 'minAge',
  ) => ({
    value: draft[name],
    onInput: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  const number = { type: 'number', step: 'any', width: '5rem', required: true } as const;
  /** Tries it on the last 30 days that there are. */
  const tryIt = () =>
    run(async () => {
      const { lastReading } = await loadStats();
      const to = lastReading === null ? Date.now() : lastReading.getTime();
      const from = to - TRIED_MS;
      // What a rule is enabled for makes no difference here.
      const rule = { ...ruleOf(draft), name: draft.name === '' ? text('newRule') : draft.name };
      const trial = await ofAlarms((client) => client.tryRule(rule, { from: new Date(from), to: new Date(to) }));
      setTried({ rule, trial, window: { from, to } });
    });
  const save = async () => {
    const rule = ruleOf(draft);
    const isDone = await run(() =>
      ofAlarms((client) => (id === undefined ? client.createRule(rule) : client.replaceRule(id, rule))),
    );
    if (isDone) onDone(true);
  };
  return (
    <Card title={id === undefined ? text('newRule') : text('editRule', { name: first.name })}>
      <form
        ref={form}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div class="form-row">
          <Field label={text('ruleName')} width="18rem" maxLength={100} required {...field('name')} />
          <Select
            label={text('severity')}
            value={draft.severity}
            options={SEVERITIES.map((name) => [name, text(name)] as const)}
            onChange={(name) => setDraft({ ...draft, severity: SEVERITIES.find((known) => known === name) ?? 'high' })}
          />
          <Select
            label={text('ruleCondition')}
            value={type}
            options={RULE_TYPES.map((name) => [name, text(`ruleType_${name}`)] as const)}
            onChange={(name) => setDraft({ ...draft, type: RULE_TYPES.find((known) => known === name) ?? 'sustained' })}
          />
        </div>
        <div class="form-row">
          {type !== 'silence' && (
            <>
              <Choice
                label={text('ruleDirection')}
                labelled
                value={draft.direction}
                options={[
                  ['above', text('direction_above')],
                  ['below', text('direction_below')],
                ]}
                onChange={(direction) => setDraft({ ...draft, direction })}
              />
              <Field label={text('ruleLimit')} unit={text('bpm')} {...number} {...field('limit')} />
            </>
          )}
          {(type === 'sustained' || type === 'silence') && (
            <Field label={text('ruleForMinutes')} unit={text('minutes')} {...number} {...field('forMinutes')} />
          )}
          {type === 'average' && (
            <Field label={text('ruleWindowMinutes')} unit={text('minutes')} {...number} {...field('windowMinutes')} />
          )}
          {type !== 'silence' && <Field label={text('ruleMinReadings')} {...number} {...field('minReadings')} />}
          {type === 'sustained' && (
            <Field label={text('ruleMaxGap')} unit={text('minutes')} {...number} {...field('maxGapMinutes')} />
          )}
        </div>
        <div class="form-row">
          <Field
            label={`${text('cohortOlder')} (${text('optional')})`}
            unit={text('cohortYears')}
            {...number}
            required={false}
            {...field('minAge')}
          />
          <GenderChecks
            chosen={draft.gender.split(',')}
            onChange={(next) => setDraft({ ...draft, gender: next.join(',') })}
          />
          <fieldset class="checks">
            <legend class="label">{text('webhookState')}</legend>
            <label>
              <input
                type="checkbox"
                checked={draft.enabled}
                onChange={({ currentTarget }) => setDraft({ ...draft, enabled: currentTarget.checked })}
              />
              {text('ruleOn')}
            </label>
          </fieldset>
        </div>
        {tried !== undefined && <TrialView {...tried} />}
        {failure !== undefined && <FailureView failure={failure} title={text('couldNotDo')} />}
        <div class="form-row">
          <button type="button" class="button" aria-disabled={isBusy} onClick={() => void tryIt()}>
            {text('tryOnHistory')}
          </button>
          <button type="submit" class="button primary" aria-disabled={isBusy}>
            {text(id === undefined && draft.enabled ? 'switchOn' : 'save')}
          </button>
          <button type="button" class="button quiet" onClick={() => onDone(false)}>
            {text('cancel')}
          </button>
        </div>
      </form>
    </Card>
  );
}

import { useEffect, useState } from 'preact/hooks';
import type { AuditQuery } from '../../data/audit-calls.ts';
import { CHANGES } from '../../data/changing-actions.ts';
import type { ApiKey } from '../../data/key-calls.ts';
import { isoDate } from '../../format/instants.ts';
import { instantOf, VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { ACTIONS, actionInWords } from './action-in-words.ts';
import { asksForAll } from './audit-query.ts';

const DAY = 86_400_000;

/** Whose clocks the days are by. */
const midnightOf = (date: string, days = 0) => instantOf(Date.parse(`${date}T00:00:00Z`) + days * DAY, VIEWER_ZONE);

interface Properties {
  readonly auditQuery: AuditQuery;
  /** Those that may be chosen. */
  readonly keys: readonly ApiKey[];
  readonly onAsk: (auditQuery: AuditQuery) => void;
}

const ALL: AuditQuery = { from: '', to: '', action: '', key: '', person: '', named: false };

/** Asks for some of the audit log. Only when it is sent: each look is an entry of its own. */
export function AuditForm({ auditQuery, keys, onAsk }: Properties) {
  const [asked, setAsked] = useState(auditQuery);
  // Back and forward, and what was clicked in a row; the form stays, and the focus in it.
  useEffect(() => setAsked(auditQuery), [JSON.stringify(auditQuery)]);
  const set = (change: Partial<AuditQuery>) => setAsked({ ...asked, ...change });
  const date = (instant: string) => (instant === '' ? '' : isoDate(Date.parse(instant), VIEWER_ZONE));
  const dateField = (name: 'from' | 'to') => ({
    label: text(name),
    type: 'date' as const,
    value: date(asked[name]),
    onInput: (day: string) =>
      set({
        [name]: day === '' ? '' : new Date(name === 'from' ? midnightOf(day) : midnightOf(day, 1) - 1).toISOString(),
      }),
  });
  return (
    <form
      class="form-row"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk({ ...asked, person: asked.person.trim() });
      }}
    >
      <Field {...dateField('from')} />
      <Field {...dateField('to')} />
      <Select
        label={text('auditWhat')}
        value={asked.action}
        options={[['', text('auditAnyAction')], [CHANGES, text('auditChanges')], ...actionOptions(asked.action)]}
        onChange={(action) => set({ action })}
      />
      <Select
        label={text('auditWho')}
        value={asked.key}
        options={keyOptions(keys, asked.key)}
        onChange={(key) => set({ key })}
      />
      <Field
        label={text('person')}
        value={asked.person}
        placeholder={text('auditPersonHint')}
        width="13rem"
        maxLength={255}
        autoComplete="off"
        onInput={(person) => set({ person })}
      />
      {asked.person !== '' && (
        <label class="checks">
          <input
            type="checkbox"
            checked={asked.named}
            onChange={({ currentTarget: { checked } }) => set({ named: checked })}
          />
          {text('auditNamed')}
        </label>
      )}
      <span class="row-deeds">
        <button type="submit" class="button primary">
          {text('apply')}
        </button>
        {!asksForAll(auditQuery) && (
          <button type="button" class="button quiet" onClick={() => onAsk(ALL)}>
            {text('clear')}
          </button>
        )}
      </span>
    </form>
  );
}

function actionOptions(asked: string): (readonly [string, string])[] {
  const known: readonly string[] = ACTIONS;
  const all = known.includes(asked) || ['', CHANGES].includes(asked) ? known : [...known, asked];
  return all
    .map((action) => [action, actionInWords(action)] as const)
    .sort(([, one], [, other]) => one.localeCompare(other));
}

/** A key of the state, the service itself, or what the address asks for. */
function keyOptions(keys: readonly ApiKey[], asked: string): (readonly [string, string])[] {
  const options = [['service', text('auditService')] as const, ...keys.map(({ id, name }) => [id, name] as const)];
  const isKnown = asked === '' || options.some(([id]) => id === asked);
  return [['', text('auditAnyKey')], ...options, ...(isKnown ? [] : [[asked, asked] as const])];
}

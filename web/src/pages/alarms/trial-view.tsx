import { useState } from 'preact/hooks';
import type { RuleInput } from '../../../../src/alarms/require-rule.ts';
import type { RuleTrial } from '../../../../src/client/alarms.ts';
import { Bars } from '../../chart/bars.tsx';
import { usePeople } from '../../data/people.ts';
import type { Window } from '../../data/people-calls.ts';
import { formatDate, formatWindow } from '../../format/instants.ts';
import { formatCount } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { PersonName } from '../../parts/person-name.tsx';
import { TableSwitch } from '../../parts/table-switch.tsx';
import { TrialLine } from './trial-line.tsx';

const DAY = 86_400_000;
const SHOWN = 5;

interface Properties {
  readonly rule: RuleInput;
  readonly trial: RuleTrial;
  readonly window: Window;
}

/** Which alarms a rule would have raised, day by day, and about whom most; of one of them, on the line of their heart rates. */
export function TrialView({ rule, trial: { alarms, users, days, mostAlarmed }, window: tried }: Properties) {
  const [isTable, setTable] = useState(false);
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const people = usePeople();
  const { from, to } = tried;
  const window = formatWindow(from, to, 'UTC');
  if (alarms === 0) return <p role="status">{text('tryNone', { window })}</p>;
  const byDay = new Map(days.map(({ day, alarms: count }) => [day, count]));
  const dates = Array.from(
    { length: Math.floor(to / DAY) - Math.floor(from / DAY) + 1 },
    (_, at) => (Math.floor(from / DAY) + at) * DAY,
  );
  return (
    <div class="trial">
      <div class="trial-head">
        <p class="strong number" role="status">
          {text('tryResult', { n: alarms, m: text('peopleCount', { n: users }), window })}
        </p>
        <TableSwitch isTable={isTable} onChange={setTable} />
      </div>
      <Bars
        height={56}
        titles={[text('day'), text('alarms')]}
        isTable={isTable}
        summary={`${text('tryPerDay')}: ${window}`}
        bars={dates.map((date) => {
          const value = byDay.get(new Date(date).toISOString().slice(0, 10)) ?? 0;
          return { value, of: formatDate(date, 'UTC'), words: formatCount(value) };
        })}
      />
      <fieldset class="trial-people">
        <legend class="label">{text('tryOnLine')}</legend>
        {mostAlarmed.slice(0, SHOWN).map(({ userId, alarms: count }) => (
          <button
            key={userId}
            type="button"
            class="button small-button"
            aria-pressed={userId === chosen}
            onClick={() => setChosen(userId === chosen ? undefined : userId)}
          >
            <PersonName id={userId} name={people?.get(userId)?.name} />
            <span class="number">{formatCount(count)}</span>
          </button>
        ))}
      </fieldset>
      {chosen !== undefined && <TrialLine key={chosen} rule={rule} userId={chosen} window={tried} />}
    </div>
  );
}

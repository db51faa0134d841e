import type { RuleTrial } from '../../../../src/client/alarms.ts';
import { Bars } from '../../chart/bars.tsx';
import { formatDate, formatWindow } from '../../format/instants.ts';
import { formatCount } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { Link } from '../../parts/link.tsx';

const DAY = 86_400_000;
const SHOWN = 5;

interface Properties {
  readonly trial: RuleTrial;
  readonly from: number;
  readonly to: number;
}

/** Which alarms a rule would have raised, day by day, and about whom most. */
export function TrialView({ trial: { alarms, users, days, mostAlarmed }, from, to }: Properties) {
  const window = formatWindow(from, to, 'UTC');
  if (alarms === 0) return <p role="status">{text('tryNone', { window })}</p>;
  const byDay = new Map(days.map(({ day, alarms: count }) => [day, count]));
  const dates = Array.from(
    { length: Math.floor(to / DAY) - Math.floor(from / DAY) + 1 },
    (_, at) => (Math.floor(from / DAY) + at) * DAY,
  );
  return (
    <div class="trial" role="status">
      <p class="strong number">{text('tryResult', { n: alarms, m: text('peopleCount', { n: users }), window })}</p>
      <Bars
        height={56}
        summary={`${text('tryPerDay')}: ${window}`}
        bars={dates.map((date) => {
          const value = byDay.get(new Date(date).toISOString().slice(0, 10)) ?? 0;
          return { value, words: `${formatDate(date, 'UTC')}: ${formatCount(value)}` };
        })}
      />
      <p class="small muted">
        {mostAlarmed.slice(0, SHOWN).map(({ userId, alarms: count }) => (
          <span key={userId} class="trial-person number">
            <Link to={`/people/${userId}`}>#{userId}</Link> {formatCount(count)}
          </span>
        ))}
      </p>
    </div>
  );
}

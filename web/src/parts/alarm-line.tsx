import type { Alarm } from '../data/alarm-calls.ts';
import { linkOfEpisode } from '../data/link-of-episode.ts';
import { formatDuration, formatRecent } from '../format/instants.ts';
import { formatBpm } from '../format/numbers.ts';
import { VIEWER_ZONE } from '../format/zones.ts';
import { text } from '../i18n/text.ts';
import { Link } from './link.tsx';
import { PersonName } from './person-name.tsx';
import { SeverityMark } from './severity.tsx';

/** An alarm in a line: how severe, about whom, what, since when, for how long. */
export function AlarmLine({ alarm, name }: { readonly alarm: Alarm; readonly name: string | undefined }) {
  const { severity, userId, ruleName, from, until, peak } = alarm;
  return (
    <li class="alarm-line">
      <SeverityMark of={severity} wordless />
      <Link to={linkOfEpisode(alarm)}>
        <PersonName id={userId} name={name} />
      </Link>
      <bdi class="alarm-rule">{ruleName}</bdi>
      <span class="muted number">
        {peak === null ? '' : `${formatBpm(peak)} ${text('bpm')} · `}
        {formatRecent(from.getTime(), VIEWER_ZONE)} ·{' '}
        {formatDuration((until?.getTime() ?? Date.now()) - from.getTime())}
      </span>
    </li>
  );
}

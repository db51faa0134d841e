import { useState } from 'preact/hooks';
import type { Alarm } from '../../data/alarm-calls.ts';
import { ofAlarms } from '../../data/calls.ts';
import { linkOfEpisode } from '../../data/link-of-episode.ts';
import { formatDuration, formatRecent } from '../../format/instants.ts';
import { formatBpm } from '../../format/numbers.ts';
import { VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { FailureView } from '../../parts/failure-view.tsx';
import { Link } from '../../parts/link.tsx';
import { PersonName } from '../../parts/person-name.tsx';
import { SeverityMark } from '../../parts/severity.tsx';
import { useAction } from '../../parts/use-action.ts';
import { WordsAbout } from '../../parts/words-about.tsx';
import { may } from '../../state/session.ts';
import { CloseDialog } from './close-dialog.tsx';
import { SnoozeSelect } from './snooze-select.tsx';

interface Properties {
  readonly alarm: Alarm;
  readonly name: string | undefined;
  readonly onChange: () => void;
}

/** An alarm, and what can be done about it. */
export function AlarmCard({ alarm, name, onChange }: Properties) {
  const { id, severity, userId, ruleName, from, until, peak, state, arrival, snoozedUntil, note } = alarm;
  const about = `${ruleName} #${userId}`;
  const [isClosing, setClosing] = useState(false);
  const { isBusy, failure, run } = useAction();
  const instant = (time: Date) => formatRecent(time.getTime(), VIEWER_ZONE);
  const deal = async (work: () => Promise<unknown>) => {
    if (await run(work)) onChange();
  };
  const handled =
    state === 'closed' && alarm.closedAt !== null
      ? text('closedBy', { who: alarm.closedBy ?? '', t: instant(alarm.closedAt) })
      : alarm.acknowledgedAt === null
        ? undefined
        : text('acknowledgedBy', { who: alarm.acknowledgedBy ?? '', t: instant(alarm.acknowledgedAt) });
  return (
    <li class={`alarm-card edge-${severity}`}>
      <div class="alarm-card-text">
        <p>
          <SeverityMark of={severity} />{' '}
          <Link to={linkOfEpisode(alarm)} class="strong">
            <PersonName id={userId} name={name} />
          </Link>{' '}
          <bdi>{ruleName}</bdi>
        </p>
        <p class="muted small number">
          {peak === null ? '' : `${text('alarmPeak')} ${formatBpm(peak)} ${text('bpm')} · `}
          {instant(from)} · {formatDuration((until?.getTime() ?? Date.now()) - from.getTime())},{' '}
          {text(until === null ? 'goesOn' : 'over')}
          {arrival === 'retrospective' && ` · ${text('retrospective')}`}
          {snoozedUntil !== null &&
            snoozedUntil.getTime() > Date.now() &&
            ` · ${text('snoozed', { t: instant(snoozedUntil) })}`}
        </p>
        {handled !== undefined && <p class="muted small">{handled}</p>}
        {note !== null && (
          <p class="note">
            <bdi>{note}</bdi>
          </p>
        )}
        {failure !== undefined && <FailureView failure={failure} title={text('couldNotDo')} />}
      </div>
      {may('write') && state !== 'closed' && (
        <div class="alarm-card-deeds">
          {state === 'active' && (
            <button
              type="button"
              class="button"
              aria-disabled={isBusy}
              onClick={() => void deal(() => ofAlarms((client) => client.acknowledgeAlarm(id)))}
            >
              <WordsAbout words={text('acknowledge')} about={about} />
            </button>
          )}
          <SnoozeSelect
            severity={severity}
            about={about}
            onChoose={(until) => void deal(() => ofAlarms((client) => client.snoozeAlarm(id, until)))}
          />
          <button type="button" class="button" onClick={() => setClosing(true)}>
            <WordsAbout words={text('closeWithNote')} about={about} />
          </button>
        </div>
      )}
      {isClosing && (
        <CloseDialog
          onClose={() => setClosing(false)}
          onNote={(words) => {
            setClosing(false);
            void deal(() => ofAlarms((client) => client.closeAlarm(id, words === '' ? undefined : words)));
          }}
        />
      )}
    </li>
  );
}

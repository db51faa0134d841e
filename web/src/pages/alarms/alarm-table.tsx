import { useState } from 'preact/hooks';
import { type AlarmFilter, loadAlarms } from '../../data/alarm-calls.ts';
import { usePeople } from '../../data/people.ts';
import { VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { AgeOfAlarms, NoAlarms } from '../../parts/age-of-alarms.tsx';
import { Link } from '../../parts/link.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { Select } from '../../parts/select.tsx';
import { SEVERITIES } from '../../parts/severity.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';
import { go, query, withQuery } from '../../state/router.ts';
import { AlarmCard } from './alarm-card.tsx';

const PAGE = 50;

interface Properties {
  readonly state: 'active' | 'acknowledged' | 'history';
}

const NONE = {
  active: 'alarmsNoneActive',
  acknowledged: 'alarmsNoneAcknowledged',
  history: 'alarmsNoneHistory',
} as const;

/** Alarms with which people stand so, the newest first. */
export function AlarmTable({ state }: Properties) {
  const [most, setMost] = useState(PAGE);
  const severity = SEVERITIES.find((known) => known === query.value.get('severity'));
  const filter: AlarmFilter = {
    ...(state === 'history' ? {} : { state: [state] }),
    ...(severity === undefined ? {} : { severity: [severity] }),
  };
  const loaded = useLoaded((signal) => loadAlarms(filter, most, signal), [severity, most], liveRound.value);
  const people = usePeople();
  return (
    <section class="card" aria-label={text('alarms')}>
      <div class="form-row">
        <Select
          label={text('severity')}
          value={severity ?? ''}
          options={[['', text('anySeverity')], ...SEVERITIES.map((name) => [name, text(name)] as const)]}
          onChange={(name) => go(withQuery({ severity: name }), { replace: true })}
        />
        <span class="muted push">
          <AgeOfAlarms of={loaded} /> {text('zone', { z: zoneName(VIEWER_ZONE, Date.now()) })}
        </span>
      </div>
      <LoadedView of={loaded} height={240}>
        {(alarms) =>
          alarms.length === 0 ? (
            <NoAlarms of={loaded} title={text(NONE[state])} hint={text('alarmsNoneHint')}>
              <Link to="/alarms/rules" class="button">
                {text('tabRules')}
              </Link>
            </NoAlarms>
          ) : (
            <>
              <ul class="alarm-cards">
                {alarms.slice(0, most).map((alarm) => (
                  <AlarmCard
                    key={alarm.id}
                    alarm={alarm}
                    name={people?.get(alarm.userId)?.name}
                    onChange={loaded.reload}
                  />
                ))}
              </ul>
              {alarms.length > most && (
                <button type="button" class="button" onClick={() => setMost(most + PAGE)}>
                  {text('loadMore')}
                </button>
              )}
            </>
          )
        }
      </LoadedView>
    </section>
  );
}

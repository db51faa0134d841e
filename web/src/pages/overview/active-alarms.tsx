import { loadAlarms } from '../../data/alarm-calls.ts';
import { usePeople } from '../../data/people.ts';
import { formatRecent } from '../../format/instants.ts';
import { formatCount } from '../../format/numbers.ts';
import { VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { AlarmLine } from '../../parts/alarm-line.tsx';
import { Card } from '../../parts/card.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Link } from '../../parts/link.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { SEVERITIES, SeverityMark } from '../../parts/severity.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';

/** Of each severity; how many more there are is not counted. */
const LOADED = 100;
const SHOWN = 8;
/** From then on it is said how old they are. */
const OLD_MS = 60_000;

/** Alarms that nobody has acknowledged: how many of each severity, and the most severe. */
export function ActiveAlarms() {
  const loaded = useLoaded(
    (signal) =>
      Promise.all(
        SEVERITIES.map((severity) => loadAlarms({ state: ['active'], severity: [severity] }, LOADED, signal)),
      ),
    [liveRound.value],
  );
  const people = usePeople();
  const isOld = loaded.at !== undefined && (loaded.failure !== undefined || Date.now() - loaded.at > OLD_MS);
  return (
    <Card
      title={text('activeAlarms')}
      aside={
        <>
          {isOld && <span class="small muted">{text('asOf', { t: formatRecent(loaded.at!, VIEWER_ZONE) })}</span>}
          <Link to="/alarms">{text('seeAll')}</Link>
        </>
      }
    >
      <LoadedView of={loaded} height={200}>
        {(bySeverity) =>
          bySeverity.every((alarms) => alarms.length === 0) ? (
            <Empty title={text('activeAlarmsNone')} hint={text('activeAlarmsNoneHint')} />
          ) : (
            <>
              <ul class="severity-counts">
                {SEVERITIES.map((severity, at) => (
                  <li key={severity}>
                    <Link to={`/alarms?severity=${severity}`}>
                      <SeverityMark of={severity} />
                      <strong class="number">{countOf(bySeverity[at]!.length)}</strong>
                    </Link>
                  </li>
                ))}
              </ul>
              <ul class="alarm-lines">
                {bySeverity
                  .flat()
                  .slice(0, SHOWN)
                  .map((alarm) => (
                    <AlarmLine key={alarm.id} alarm={alarm} name={people?.get(alarm.userId)?.name} />
                  ))}
              </ul>
            </>
          )
        }
      </LoadedView>
    </Card>
  );
}

function countOf(loaded: number): string {
  return loaded > LOADED ? `${formatCount(LOADED)}+` : formatCount(loaded);
}

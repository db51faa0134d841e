import { type Alarm, loadAlarms } from '../../data/alarm-calls.ts';
import { usePeople } from '../../data/people.ts';
import { formatCount } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { AgeOfAlarms, NoAlarms } from '../../parts/age-of-alarms.tsx';
import { AlarmLine } from '../../parts/alarm-line.tsx';
import { Card } from '../../parts/card.tsx';
import { Link } from '../../parts/link.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { SEVERITIES, SeverityMark } from '../../parts/severity.tsx';
import { type Loaded, useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';

/** Of each severity; how many more there are is not counted. */
const LOADED = 100;
const SHOWN = 8;

type BySeverity = readonly (readonly Alarm[])[];

/** Loads what {@link ActiveAlarms} shows. */
export function useActiveAlarms(): Loaded<BySeverity> {
  return useLoaded(
    (signal) =>
      Promise.all(
        SEVERITIES.map((severity) => loadAlarms({ state: ['active'], severity: [severity] }, LOADED, signal)),
      ),
    [],
    liveRound.value,
  );
}

/** Alarms that nobody has acknowledged: how many of each severity, and the most severe. */
export function ActiveAlarms({ of: loaded }: { readonly of: Loaded<BySeverity> }) {
  const people = usePeople();
  return (
    <Card
      title={text('activeAlarms')}
      aside={
        <>
          <AgeOfAlarms of={loaded} />
          <Link to="/alarms">{text('seeAll')}</Link>
        </>
      }
    >
      <LoadedView of={loaded} height={200}>
        {(bySeverity) =>
          bySeverity.every((alarms) => alarms.length === 0) ? (
            <NoAlarms of={loaded} title={text('activeAlarmsNone')} hint={text('activeAlarmsNoneHint')} />
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

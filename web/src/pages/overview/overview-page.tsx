import { loadActivity, loadFindings, loadSilence, loadStats } from '../../data/service-calls.ts';
import { formatInstant } from '../../format/instants.ts';
import { VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../parts/empty.tsx';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { Link } from '../../parts/link.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';
import { may } from '../../state/session.ts';
import { ActiveAlarms, useActiveAlarms } from './active-alarms.tsx';
import { ActivityCard } from './activity-card.tsx';
import { FindingsCard, hasFault } from './findings-card.tsx';
import { ObjectivesCard } from './objectives-card.tsx';
import { ServiceTile } from './service-tile.tsx';
import { SilentCard } from './silent-card.tsx';
import { Tile } from './tile.tsx';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How things stand: people, readings, alarms, and the service itself. */
export function OverviewPage() {
  return (
    <>
      <div class="page-head">
        <h1>{text('overview')}</h1>
        <span class="muted">{text('zone', { z: zoneName(VIEWER_ZONE, Date.now()) })}</span>
      </div>
      {lacksScope('read') ?? <Overview />}
      {may('metrics') && !may('read') && <ObjectivesCard />}
    </>
  );
}

/** What is known of the store, and of the 24 hours up to now; or, where nothing comes in any more, up to the last reading. */
async function load(signal: AbortSignal) {
  const stats = await loadStats(signal);
  const now = Date.now();
  const last = stats.lastReading === null ? undefined : stats.lastReading.getTime();
  const isCurrent = last === undefined || last > now - DAY;
  const to = isCurrent ? now : last;
  const [activity, lastHour] =
    stats.readings === 0
      ? []
      : await Promise.all([loadActivity(to - DAY + 1, to, signal), loadSilence(to - HOUR, to, signal)]);
  const reporting = isCurrent ? (lastHour?.users ?? 0) : 0;
  return { stats, activity, last, to, isCurrent, silent: stats.users - reporting, longest: lastHour?.silent };
}

function Overview() {
  const loaded = useLoaded(load, [], liveRound.value);
  const alarms = useActiveAlarms();
  const mayDiagnose = may('admin');
  const findings = useLoaded(
    async (signal) => (mayDiagnose ? loadFindings(signal) : undefined),
    [mayDiagnose],
    liveRound.value,
  );
  return (
    <LoadedView of={loaded} height={320}>
      {({ stats, activity, last, to, isCurrent, silent, longest }) => (
        <>
          <div class="tiles">
            <Tile title={text('tile_people')} value={stats.users} to="/people" />
            <Tile
              title={text(isCurrent ? 'tile_readingsToday' : 'tile_readingsDay')}
              value={activity?.readings ?? 0}
              foot={
                isCurrent
                  ? text('tile_total', { n: stats.readings })
                  : text('tile_upTo', { t: formatInstant(to, VIEWER_ZONE) })
              }
            />
            <Tile
              title={text('tile_silent')}
              value={silent}
              foot={
                last === undefined || isCurrent
                  ? text('tile_ofPeople', { n: stats.users })
                  : text('tile_lastReading', { t: formatInstant(last, VIEWER_ZONE) })
              }
            />
            <ServiceTile isAtFault={hasFault(findings.data)} />
          </div>
          <div class="columns wide-first">
            <div class="stack">
              <ActiveAlarms of={alarms} />
              {mayDiagnose && <FindingsCard of={findings} />}
            </div>
            <div class="stack">
              {activity === undefined ? (
                <section class="card">
                  <Empty title={text('emptyStore')} hint={text('emptyStoreHint')}>
                    <Link to="/data" class="button primary">
                      {text('data')}
                    </Link>
                  </Empty>
                </section>
              ) : (
                <ActivityCard activity={activity} />
              )}
              {longest !== undefined && <SilentCard silent={longest} upTo={to} />}
              {may('metrics') && <ObjectivesCard />}
            </div>
          </div>
        </>
      )}
    </LoadedView>
  );
}

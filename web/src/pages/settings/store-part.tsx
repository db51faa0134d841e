import { loadStats } from '../../data/service-calls.ts';
import { serviceLink } from '../../data/service-link.ts';
import { formatInstant } from '../../format/instants.ts';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { FactList } from '../../parts/fact-list.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';
import { session } from '../../state/session.ts';

/** What the store holds. */
export function StorePart() {
  const loaded = useLoaded(loadStats, [], liveRound.value);
  const instant = (time: Date | null) =>
    time === null ? '–' : `${formatInstant(time.getTime(), VIEWER_ZONE)} ${zoneName(VIEWER_ZONE, time.getTime())}`;
  return (
    <section class="card" aria-label={text('tabStore')}>
      <LoadedView of={loaded}>
        {(stats) => {
          const facts = [
            [text('engine'), `${stats.engine} ${stats.engineVersion}`],
            [text('version'), session.value?.version ?? ''],
            [text('schemaVersion'), String(stats.schemaVersion)],
            [text('people'), formatCount(stats.users)],
            [text('readingsColumn'), formatCount(stats.readings)],
            [text('firstReading'), instant(stats.firstReading)],
            [text('lastReading'), instant(stats.lastReading)],
            [text('rollups'), formatCount(stats.rollups.hour + stats.rollups.day + stats.rollups.month)],
            [text('onDisk'), formatBytes(stats.bytes.total)],
            [text('pendingWrites'), formatCount(stats.pendingWrites)],
          ] as const;
          return <FactList facts={facts} />;
        }}
      </LoadedView>
      <p class="foot-links small">
        <a href={serviceLink('docs')}>{text('apiDescription')}</a>
        <a href={serviceLink('assets/licences.txt')}>{text('licences')}</a>
      </p>
    </section>
  );
}

import { loadStats } from '../../data/service-calls.ts';
import { formatInstant } from '../../format/instants.ts';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { FactList } from '../../parts/fact-list.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { BASE_URL } from '../../state/base-url.ts';
import { liveRound } from '../../state/live.ts';
import { session } from '../../state/session.ts';

/** What the store holds. */
export function StorePart() {
  const loaded = useLoaded(loadStats, [], liveRound.value);
  const instant = (time: string | null) =>
    time === null ? '–' : `${formatInstant(Date.parse(time), VIEWER_ZONE)} ${zoneName(VIEWER_ZONE, Date.parse(time))}`;
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
        <a href={new URL('docs', BASE_URL).href}>{text('apiDescription')}</a>
        <a href={new URL('assets/licences.txt', BASE_URL).href}>{text('licences')}</a>
      </p>
    </section>
  );
}

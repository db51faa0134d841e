import { loadRetention, type Retention } from '../../data/service-calls.ts';
import { formatDate, formatInstant } from '../../format/instants.ts';
import { VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { Empty } from '../../parts/empty.tsx';
import { FactList } from '../../parts/fact-list.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';

/** Of the line that says how the setting is written. */
const EXAMPLE_DAYS = 730;

/** How long readings are kept, what was deleted last, and what goes next. */
export function RetentionPart() {
  const loaded = useLoaded(loadRetention, []);
  return (
    <Card title={text('tabRetention')}>
      <LoadedView of={loaded}>
        {(retention) => (retention.days === 0 ? <KeptForGood of={retention} /> : <Kept of={retention} />)}
      </LoadedView>
    </Card>
  );
}

function KeptForGood({ of: { lastRun } }: { readonly of: Retention }) {
  return (
    <>
      <Empty title={text('retentionForGood')} hint={text('retentionForGoodHint')}>
        <SettingLine days={EXAMPLE_DAYS} />
      </Empty>
      {/* It was otherwise before. */}
      {lastRun !== null && <FactList facts={lastRunFacts(lastRun)} />}
    </>
  );
}

function Kept({ of: { days, keptFrom, readings, lastRun } }: { readonly of: Retention }) {
  return (
    <>
      <p class="strong">{text('retentionDays', { n: days })}</p>
      <FactList
        facts={[
          [text('retentionKeptFrom'), keptFrom === null ? '–' : `${formatDate(keptFrom.getTime(), 'UTC')} UTC`],
          [text('retentionDue'), text('readings', { n: readings })],
          ...lastRunFacts(lastRun),
        ]}
      />
      <p class="small muted">
        {readings === 0 && `${text('retentionNoneDue')} `}
        {text('retentionDueHint')}
      </p>
      <p>{text('retentionChange')}</p>
      <SettingLine days={days} />
    </>
  );
}

function lastRunFacts(lastRun: Retention['lastRun']): (readonly [string, string])[] {
  if (lastRun === null) return [[text('retentionLastRun'), text('retentionNever')]];
  const at = lastRun.at.getTime();
  return [
    [text('retentionLastRun'), `${formatInstant(at, VIEWER_ZONE)} ${zoneName(VIEWER_ZONE, at)}`],
    [text('retentionDeleted'), text('readings', { n: lastRun.readings })],
  ];
}

function SettingLine({ days }: { readonly days: number }) {
  return (
    <p>
      <code class="setting-line">RETENTION_DAYS={days}</code>
    </p>
  );
}

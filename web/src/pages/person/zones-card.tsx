import { useContext, useState } from 'preact/hooks';
import { rounded } from '../../chart/moves.ts';
import { type Distribution, loadDistribution, type User, type Window } from '../../data/people-calls.ts';
import { formatHours } from '../../format/instants.ts';
import { formatBpm, formatCount, formatShare } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { go, query, withQuery } from '../../state/router.ts';
import { News } from './news.ts';
import { zoneLimitsOf } from './zone-limits.ts';

const USUAL_LIMITS = [60, 100, 140];

type HeartRateZone = Distribution['zones'][number];

interface Properties {
  readonly person: User;
  readonly view: Window;
  /** Whether it has so many readings that they are added up only when somebody asks. */
  readonly isMuch: boolean;
}

/** Time and readings of the view in heart-rate zones; the limits between them are in the address. */
export function ZonesCard({ person: { id }, view, isMuch }: Properties) {
  const limits = zoneLimitsOf(query.value.get('zones') ?? '') ?? USUAL_LIMITS;
  const { from, to } = rounded(view);
  const [asked, setAsked] = useState<Window | undefined>(undefined);
  const isWanted = !isMuch || (asked?.from === from && asked.to === to);
  return (
    <Card title={text('heartRateZones')}>
      <LimitsForm key={limits.join()} limits={limits} />
      {isWanted ? (
        <ZonesOfView userId={id} view={{ from, to }} limits={limits} />
      ) : (
        <Empty title={text('zonesMuch')}>
          <button type="button" class="button" onClick={() => setAsked({ from, to })}>
            {text('zonesAddUp')}
          </button>
        </Empty>
      )}
    </Card>
  );
}

interface OfViewProperties {
  readonly userId: number;
  readonly view: Window;
  readonly limits: readonly number[];
}

function ZonesOfView({ userId, view: { from, to }, limits }: OfViewProperties) {
  const loaded = useLoaded(
    (signal) => loadDistribution(userId, { from, to }, limits, signal),
    [userId, from, to, limits.join()],
    useContext(News),
  );
  return (
    <LoadedView of={loaded} height={240}>
      {(found) => (found.count === 0 ? <Empty title={text('noReadingsInPeriod')} /> : <Zones of={found} />)}
    </LoadedView>
  );
}

function LimitsForm({ limits }: { readonly limits: readonly number[] }) {
  const [typed, setTyped] = useState(limits.join(', '));
  const next = zoneLimitsOf(typed);
  return (
    <form
      class="form-row"
      onSubmit={(event) => {
        event.preventDefault();
        if (next !== undefined) go(withQuery({ zones: next.join(',') }), { replace: true });
      }}
    >
      <Field
        label={text('zoneLimits')}
        value={typed}
        onInput={setTyped}
        unit={text('bpm')}
        hint={text('zoneLimitsHint')}
        autoComplete="off"
        width="10rem"
      />
      <button type="submit" class="button" disabled={next === undefined}>
        {text('apply')}
      </button>
    </form>
  );
}

function Zones({ of: { zones, minutes, percentiles } }: { readonly of: Distribution }) {
  const shareOf = (zone: HeartRateZone) => (minutes === 0 ? 0 : zone.minutes / minutes);
  const rows = zones.map((zone, at) => ({ ...zone, number: at + 1, words: wordsOf(zone), share: shareOf(zone) }));
  const summary = rows.map(
    ({ number, words, share }) => `${text('zoneNumber', { n: number })}, ${words}: ${formatShare(share)}`,
  );
  return (
    <>
      <div class="zone-bar" role="img" aria-label={`${text('heartRateZones')}. ${summary.join('; ')}`}>
        {rows.map(({ number, share }) => (
          <span
            key={number}
            class={`zone-${number}`}
            title={summary[number - 1]}
            style={{ width: `${share * 100}%` }}
          />
        ))}
      </div>
      <DataTable
        caption={text('heartRateZones')}
        rows={rows}
        keyOf={({ number }) => number}
        columns={[
          {
            ...{ name: 'zone', title: `${text('heartRate')}, ${text('bpm')}` },
            cell: ({ number, words }) => (
              <>
                <span class={`zone-mark zone-${number}`} aria-hidden="true" />
                {text('zoneNumber', { n: number })} <span class="muted">{words}</span>
              </>
            ),
          },
          {
            ...{ name: 'time', title: text('time'), isNumber: true },
            cell: (zone) => formatHours(zone.minutes),
          },
          { ...{ name: 'share', title: text('share'), isNumber: true }, cell: ({ share }) => formatShare(share) },
          {
            ...{ name: 'count', title: text('readingsColumn'), isNumber: true },
            cell: ({ count }) => formatCount(count),
          },
        ]}
      />
      <p class="small">
        {text('percentiles', {
          list: percentiles
            .map(({ percentile, heartRate }) => `${formatShare(percentile / 100)} ≤ ${formatBpm(heartRate)}`)
            .join(' · '),
        })}
      </p>
      <p class="small muted">{text('zoneMinutesHint')}</p>
    </>
  );
}

function wordsOf({ from, to }: HeartRateZone): string {
  if (from === null && to === null) return text('zoneAll');
  if (from === null) return text('zoneBelow', { to: formatBpm(to!) });
  if (to === null) return text('zoneAbove', { from: formatBpm(from) });
  return text('zoneBetween', { from: formatBpm(from), to: formatBpm(to) });
}

import { useContext } from 'preact/hooks';
import { rounded, spanOf } from '../../chart/moves.ts';
import { loadAverages, loadQuality, type Window } from '../../data/people-calls.ts';
import { formatDuration, formatHours } from '../../format/instants.ts';
import { formatAverage, formatBpm, formatCount, formatShare } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { FailureView } from '../../parts/failure-view.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { News } from './news.ts';

const MINUTE = 60_000;
/** Of a longer view it would take too long to count every minute. */
const LONGEST_WORN = 2 * 366 * 86_400_000;

interface Properties {
  readonly userId: number;
  readonly view: Window;
  /** Whether it is too much to look at each reading. */
  readonly isMuch: boolean;
}

/** What the readings of the view come to, exactly: of the view and nothing beside it, whatever the level of the chart. */
export function ViewFacts({ userId, view, isMuch }: Properties) {
  const { from, to } = rounded(view);
  const { data, isLoading, failure, reload } = useLoaded(
    async (signal) => {
      const months = await loadAverages(userId, { from, to }, 'month', undefined, signal);
      const count = months.reduce((sum, month) => sum + month.count, 0);
      return {
        count,
        average: months.reduce((sum, month) => sum + month.average * month.count, 0) / count,
        low: Math.min(...months.map(({ min }) => min)),
        high: Math.max(...months.map(({ max }) => max)),
      };
    },
    [userId, from, to],
    useContext(News),
  );
  const worn = useWorn(userId, { from, to }, isMuch);
  const failed = isLoading ? undefined : (failure ?? worn.failure);
  if (failed !== undefined) {
    // What is known is of another view.
    const retry = () => {
      if (failure !== undefined) reload();
      if (worn.failure !== undefined) worn.reload();
    };
    return <FailureView failure={failed} retry={retry} />;
  }
  if (data === undefined) return <dl class="view-facts" aria-busy={isLoading} />;
  const facts = [
    [text('average'), data.count === 0 ? '–' : `${formatAverage(data.average)} ${text('bpm')}`],
    [text('lowest'), data.count === 0 ? '–' : formatBpm(data.low)],
    [text('highest'), data.count === 0 ? '–' : formatBpm(data.high)],
    [text('readingsColumn'), formatCount(data.count)],
    ...worn.facts,
  ] as const;
  return (
    <dl class="view-facts" aria-busy={isLoading || worn.isLoading} aria-label={text('visible')}>
      {facts.map(([title, value]) => (
        <div key={title}>
          <dt class="small muted">{title}</dt>
          <dd class="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How completely the person was measured, where the view is not too long to tell. */
function useWorn(userId: number, { from, to }: Window, isMuch: boolean) {
  const { data, isLoading, failure, reload } = useLoaded(
    async (signal) => {
      if (isMuch || spanOf({ from, to }) > LONGEST_WORN) return undefined;
      const quality = await loadQuality(userId, { from, to }, signal);
      // Every minute that the view touches counts.
      return quality && { ...quality, minutes: Math.floor(to / MINUTE) - Math.floor(from / MINUTE) + 1 };
    },
    [userId, from, to, isMuch],
    useContext(News),
  );
  const state = { isLoading, reload, failure: isLoading ? undefined : failure };
  if (data === undefined) return { ...state, facts: [] };
  const { wornMinutes, minutes, longestSilenceMinutes } = data;
  return {
    ...state,
    facts: [
      [text('worn'), `${formatShare(wornMinutes / minutes)} · ${formatHours(wornMinutes)}`],
      [text('longestSilence'), formatDuration(longestSilenceMinutes * MINUTE)],
    ] as const,
  };
}

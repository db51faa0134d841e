import { rounded } from '../../chart/moves.ts';
import { loadAverages, type Window } from '../../data/people-calls.ts';
import { formatAverage, formatBpm, formatCount } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { useLoaded } from '../../parts/use-loaded.ts';

/** What the readings of the view come to, exactly: of the view and nothing beside it, whatever the level of the chart. */
export function ViewFacts({ userId, view }: { readonly userId: number; readonly view: Window }) {
  const { from, to } = rounded(view);
  const { data, isLoading } = useLoaded(
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
  );
  if (data === undefined) return <dl class="view-facts" />;
  const facts = [
    [text('average'), data.count === 0 ? '–' : `${formatAverage(data.average)} ${text('bpm')}`],
    [text('lowest'), data.count === 0 ? '–' : formatBpm(data.low)],
    [text('highest'), data.count === 0 ? '–' : formatBpm(data.high)],
    [text('readingsColumn'), formatCount(data.count)],
  ] as const;
  return (
    <dl class="view-facts" aria-busy={isLoading} aria-label={text('visible')}>
      {facts.map(([title, value]) => (
        <div key={title}>
          <dt class="small muted">{title}</dt>
          <dd class="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

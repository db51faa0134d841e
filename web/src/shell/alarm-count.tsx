import { loadAlarms } from '../data/alarm-calls.ts';
import { SeverityMark } from '../parts/severity.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { liveRound } from '../state/live.ts';
import { may } from '../state/session.ts';

const MOST = 100;

/** How many alarms nobody has acknowledged, with the highest severity among them; nothing while that is not known. */
export function AlarmCount() {
  const mayRead = may('read');
  const { data, failure } = useLoaded(
    async (signal) => (mayRead ? loadAlarms({ state: ['active'] }, MOST, signal) : undefined),
    [mayRead],
    liveRound.value,
  );
  if (data === undefined || failure !== undefined || data.length === 0) return null;
  const highest = ['high', 'medium'].find((name) => data.some(({ severity }) => severity === name)) ?? 'low';
  return (
    <span class={`count severity-${highest}`}>
      <SeverityMark of={highest} wordless />
      <span class="number">
        {Math.min(data.length, MOST)}
        {data.length > MOST ? '+' : ''}
      </span>
    </span>
  );
}

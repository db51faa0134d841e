import { loadObjectives } from '../../data/service-calls.ts';
import { text } from '../../i18n/text.ts';
import { Icon } from '../../parts/icon.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';
import { may, session } from '../../state/session.ts';
import { Tile } from './tile.tsx';

/** How the service does: whether it meets its objectives, for keys that may know. */
export function ServiceTile() {
  const mayKnow = may('metrics');
  const { data } = useLoaded(
    async (signal) => (mayKnow ? loadObjectives(signal) : undefined),
    [mayKnow],
    liveRound.value,
  );
  const { engine = '', version = '' } = session.value ?? {};
  const isMet = data?.isMet ?? true;
  const isIdle = data?.objectives.every(({ verdict }) => verdict === 'too_few') ?? false;
  const words = data === undefined ? 'serviceReady' : isIdle ? 'serviceIdle' : isMet ? 'serviceFine' : 'serviceSlow';
  return (
    <Tile
      title={text('tile_service')}
      value={
        <span class={isMet ? 'verdict' : 'verdict verdict-bad'}>
          <Icon name={isMet ? 'check' : 'alarms'} />
          {text(words)}
        </span>
      }
      foot={[engine, version].filter((part) => part !== '').join(' ')}
    />
  );
}

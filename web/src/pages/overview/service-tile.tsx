import { loadObjectives } from '../../data/service-calls.ts';
import { text } from '../../i18n/text.ts';
import { Icon } from '../../parts/icon.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { liveRound } from '../../state/live.ts';
import { may, session } from '../../state/session.ts';
import { Tile } from './tile.tsx';

/** How the service does: whether a fault was found, and whether it meets its objectives, for keys that may know. */
export function ServiceTile({ isAtFault }: { readonly isAtFault: boolean }) {
  const mayKnow = may('metrics');
  const { data } = useLoaded(
    async (signal) => (mayKnow ? loadObjectives(signal) : undefined),
    [mayKnow],
    liveRound.value,
  );
  const { engine = '', version = '' } = session.value ?? {};
  const isMet = data?.isMet ?? true;
  // Of too few requests nothing can be said.
  const isIdle = data?.objectives.every(({ verdict }) => verdict === 'too_few') ?? false;
  const isWell = isMet && !isAtFault;
  const objectives = isMet ? 'serviceFine' : 'serviceSlow';
  const words = isAtFault ? 'serviceFault' : data === undefined || isIdle ? 'serviceReady' : objectives;
  return (
    <Tile
      title={text('tile_service')}
      value={
        <span class={isWell ? 'verdict' : 'verdict verdict-bad'}>
          <Icon name={isWell ? 'check' : 'alarms'} />
          {text(words)}
        </span>
      }
      foot={[engine, version].filter((part) => part !== '').join(' ')}
    />
  );
}

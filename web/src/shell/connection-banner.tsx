import { useEffect } from 'preact/hooks';
import { loadSession } from '../data/session-calls.ts';
import { formatRecent } from '../format/instants.ts';
import { VIEWER_ZONE, zoneName } from '../format/zones.ts';
import { text } from '../i18n/text.ts';
import { lost } from '../state/connection.ts';

const AGAIN_MS = 5000;

/** Says that the service cannot be reached, and from when what is shown is. */
export function ConnectionBanner() {
  const { value } = lost;
  useEffect(() => {
    if (value === undefined) return undefined;
    const timer = setInterval(() => void loadSession().catch(() => {}), AGAIN_MS);
    return () => clearInterval(timer);
  }, [value]);
  if (value === undefined) return null;
  const { lastAnswer } = value;
  return (
    <div class="banner" role="alert">
      {lastAnswer === undefined
        ? text('connectionLostEarly')
        : text('connectionLost', {
            t: `${formatRecent(lastAnswer, VIEWER_ZONE)} ${zoneName(VIEWER_ZONE, lastAnswer)}`,
          })}
    </div>
  );
}

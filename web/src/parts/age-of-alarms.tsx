import { formatRecent } from '../format/instants.ts';
import { VIEWER_ZONE } from '../format/zones.ts';
import { text } from '../i18n/text.ts';
import { clock } from '../state/clock.ts';
import type { Loaded } from './use-loaded.ts';

/** From then on it is said how old they are. */
const OLD_MS = 60_000;

/** From when the alarms are that are shown, once that is a minute ago: nobody is to take old ones for those of now. */
export function AgeOfAlarms({ of: { at, failure } }: { readonly of: Loaded<unknown> }) {
  const isOld = at !== undefined && (failure !== undefined || clock.value - at > OLD_MS);
  return isOld ? <strong class="small">{text('asOf', { t: formatRecent(at, VIEWER_ZONE) })}</strong> : null;
}

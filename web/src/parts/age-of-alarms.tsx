import type { ComponentChildren } from 'preact';
import { formatRecent } from '../format/instants.ts';
import { VIEWER_ZONE } from '../format/zones.ts';
import { text } from '../i18n/text.ts';
import { clock } from '../state/clock.ts';
import { Empty } from './empty.tsx';
import type { Loaded } from './use-loaded.ts';

/** From then on it is said how old they are. */
const OLD_MS = 60_000;

/** From when the alarms are that are shown, once that is a minute ago: nobody is to take old ones for those of now. */
function ageOf({ at, failure }: Loaded<unknown>): string | undefined {
  const isOld = at !== undefined && (failure !== undefined || clock.value - at > OLD_MS);
  return isOld ? text('asOf', { t: formatRecent(at, VIEWER_ZONE) }) : undefined;
}

export function AgeOfAlarms({ of }: { readonly of: Loaded<unknown> }) {
  const age = ageOf(of);
  return age === undefined ? null : <strong class="small">{age}</strong>;
}

interface Properties {
  readonly of: Loaded<unknown>;
  readonly title: string;
  readonly hint: string;
  readonly children?: ComponentChildren;
}

/** That there are no alarms; and from when that is known, where it may not be so any more. */
export function NoAlarms({ of, title, hint, children }: Properties) {
  const age = ageOf(of);
  return (
    <Empty title={age === undefined ? title : `${age}: ${title}`} hint={hint}>
      {children}
    </Empty>
  );
}

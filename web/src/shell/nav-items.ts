import type { TextKey } from '../i18n/texts.ts';
import type { IconName } from '../parts/icon.tsx';

/** The pages, in the order of the navigation. */
export const NAV_ITEMS: readonly { readonly to: string; readonly words: TextKey; readonly icon: IconName }[] = [
  { to: '/', words: 'overview', icon: 'overview' },
  { to: '/cohort', words: 'cohort', icon: 'cohort' },
  { to: '/people', words: 'people', icon: 'people' },
  { to: '/alarms', words: 'alarms', icon: 'alarms' },
  { to: '/data', words: 'data', icon: 'data' },
  { to: '/settings', words: 'settings', icon: 'settings' },
];

/** Whether an address is within a page. */
export function isWithin(path: string, to: string): boolean {
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
}

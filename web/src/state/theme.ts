import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { kept } from './kept.ts';

export const THEMES = ['auto', 'light', 'dark'] as const;

/** What was chosen; `auto` is what the system asks for. */
export const themeChoice = kept('theme', THEMES, () => 'auto');

const systemIsDark = matching('(prefers-color-scheme: dark)');
const hasSystemColours = matching('(forced-colors: active)');
const isPrintView = matching('print');
const isPrinting = signal(false);
// Before the paper is laid out; what matches is known only then.
addEventListener('beforeprint', () => {
  isPrinting.value = true;
});
addEventListener('afterprint', () => {
  isPrinting.value = false;
});

/** What is shown: on paper it is light, and what the system insists on goes before what was chosen. */
export const theme = computed(() => {
  if (isPrinting.value || isPrintView.value) return 'light';
  if (themeChoice.value !== 'auto' && !hasSystemColours.value) return themeChoice.value;
  return systemIsDark.value ? 'dark' : 'light';
});

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** Changes whenever a drawing has to be made anew, as it holds colours that were others. */
export const colours = computed(() => `${theme.value} ${hasSystemColours.value}`);

function matching(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener('change', () => {
    matches.value = list.matches;
  });
  return matches;
}

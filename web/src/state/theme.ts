import { computed, effect, signal } from '@preact/signals';
import { kept } from './kept.ts';

const wantsDark = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(wantsDark.matches);
wantsDark.addEventListener('change', ({ matches }) => {
  systemIsDark.value = matches;
});

export const THEMES = ['auto', 'light', 'dark'] as const;

/** What was chosen; `auto` is what the system asks for. */
export const themeChoice = kept('theme', THEMES, () => 'auto');

/** What is shown. */
export const theme = computed(() =>
  themeChoice.value === 'auto' ? (systemIsDark.value ? 'dark' : 'light') : themeChoice.value,
);

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});
